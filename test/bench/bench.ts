import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleBench } from './bundle-bench.ts';
import { importBench } from './import-bench.ts';
import { millionInProcess } from './million-process.ts';
import { modelBench } from './model-bench.ts';
import { queryBench } from './query-bench.ts';
import { hasScipy } from './scipy-peer.ts';
import { slimBench } from './slim-bench.ts';
import { visibleBench } from './visible-bench.ts';

/** Runs every benchmark, or those named on the command line. Ratios matter more than seconds. */
const benches = {
  models: modelBench,
  import: importBench,
  slim: slimBench,
  visible: visibleBench,
  queries: queryBench,
  bundles: bundleBench,
};

/** Parts of the above, run where they are named alone. */
const parts = {
  million: async (directory: string) => millionInProcess(directory, await hasScipy()),
};
const all = { ...benches, ...parts };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0) {
  process.stderr.write(
    `Expected names among ${Object.keys(all).join(', ')}, got ${unknown.join(', ')}.\n`,
  );
  process.exit(1);
}
process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores\n`);
for (const [name, bench] of Object.entries(all)) {
  if (wanted.length === 0 ? name in benches : wanted.includes(name)) {
    const directory = await mkdtemp(join(tmpdir(), 'clv-bench-'));
    try {
      await bench(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
