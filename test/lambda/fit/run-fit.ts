import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { fitDocument } from '../../../lambda/local/fit/document.ts';
import { runFit } from '../../../lambda/local/fit/run.ts';

const entry = join(import.meta.dirname, '..', '..', '..', 'lambda', 'local', 'fit.ts');

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `npm run fit` as its user does, in a process of its own. */
export function runProcess(...flags: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', entry, ...flags],
      { maxBuffer: 1 << 26 },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** What `--json` prints. */
export async function runFitJson(
  ...flags: readonly string[]
): Promise<ReturnType<typeof fitDocument>> {
  return JSON.parse(await runFit([...flags, '--json']));
}

/** A folder for a test file's order files, removed after its tests. */
export async function orderFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'fit-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const pathOf = (name: string) => join(folder, name);
  return {
    pathOf,
    async write(name: string, lines: readonly string[] | Uint8Array): Promise<string> {
      const content = lines instanceof Uint8Array ? lines : `${lines.join('\n')}\n`;
      await writeFile(pathOf(name), content);
      return pathOf(name);
    },
  };
}
