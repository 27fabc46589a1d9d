import { execFile } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundling } from '../../infra/constructs/bundling.ts';
import { percentile } from './measure.ts';
import { printTable, short } from './print.ts';

const run = promisify(execFile);
const imports = 15;

/** Size and import time of each function's bundle, made as the stacks make it. */
export async function bundleBench(directory: string): Promise<void> {
  const rows = [];
  for (const name of ['api', 'ingest', 'refresh']) {
    const file = join(directory, 'bundles', name, 'index.mjs');
    await mkdir(join(directory, 'bundles', name), { recursive: true });
    await bundle(name, file);
    const { size } = await stat(file);
    const zipped = gzipSync(await readFile(file)).length;
    rows.push([name, short(size / 1024), short(zipped / 1024), ...(await importTimes(file))]);
  }
  printTable(
    'Bundles (minified, Node 24)',
    ['function', 'KiB', 'gzipped KiB', 'import ms, p50', 'bare node ms, p50'],
    rows,
  );
}

/** The options of infra/constructs/bundling.ts in esbuild's own words. */
async function bundle(name: string, outfile: string): Promise<void> {
  const { '--alias': aliases } = { '--alias': [''], ...bundling.esbuildArgs };
  const [alias, stub] = String(aliases).split('=');
  await build({
    entryPoints: [`lambda/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: bundling.target ?? 'node24',
    minify: true,
    mainFields: [...(bundling.mainFields ?? [])],
    external: [...(bundling.externalModules ?? [])],
    banner: { js: bundling.banner ?? '' },
    alias: alias && stub ? { [alias]: stub } : {},
    logLevel: 'error',
  });
}

/** Medians of a fresh process that imports the bundle, and of one that imports nothing. */
async function importTimes(file: string): Promise<string[]> {
  const script = (what: string) =>
    `const t = performance.now(); ${what}; process.stdout.write(String(performance.now() - t)); process.exit(0)`;
  const sample = async (text: string) => {
    const times: number[] = [];
    for (let index = 0; index < imports; index += 1) {
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', text], {
        env: { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') },
      });
      times.push(Number(stdout));
    }
    return short(percentile(times, 0.5));
  };
  return [
    await sample(script(`await import(${JSON.stringify(file)})`)),
    await sample(script(`await import('node:fs')`)),
  ];
}
