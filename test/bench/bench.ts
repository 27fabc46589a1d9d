import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleBench } from './bundle-bench.ts';
import { importBench } from './import-bench.ts';
import { modelBench } from './model-bench.ts';
import { queryBench } from './query-bench.ts';
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

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `Expected names among ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}.\n`,
  );
  process.exit(1);
}
process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores\n`);
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) {
    const directory = await mkdtemp(join(tmpdir(), 'clv-bench-'));
    try {
      await bench(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }
}
