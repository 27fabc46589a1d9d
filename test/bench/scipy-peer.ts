import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cells } from '../../graph/models/cells.ts';

/** Milliseconds of the same work done with scipy. */
export interface ScipyTimes {
  readonly bgNbdFit: number;
  readonly aliveAndOrders: number;
  readonly yearOfValue: number;
  readonly paretoNbdFit?: number;
}

const run = promisify(execFile);

/** The interpreter; the environment variable PYTHON names another. */
const python = process.env['PYTHON'] ?? 'python3';

/** Whether there is a Python with scipy to compare with; says so in one line where there is none. */
export async function hasScipy(): Promise<boolean> {
  try {
    await run(python, ['-c', 'import scipy']);
    return true;
  } catch {
    process.stdout.write(
      `\nNot compared with scipy: ${python} has none (PYTHON=… names another interpreter).\n`,
    );
    return false;
  }
}

/** Cells in weeks through `model-peers.py`; a Pareto/NBD fit over many cells takes it a quarter of an hour, and is optional. */
export async function scipyTimes(
  cells: Cells,
  directory: string,
  { withPareto }: { readonly withPareto: boolean },
): Promise<ScipyTimes> {
  const file = join(directory, 'cells.bin');
  const { frequency, recency, age, customers } = cells;
  await writeFile(
    file,
    Buffer.concat([frequency, recency, age, customers].map(({ buffer }) => Buffer.from(buffer))),
  );
  const script = join(import.meta.dirname, 'model-peers.py');
  const { stdout } = await run(python, [script, file, ...(withPareto ? ['pareto'] : [])]);
  return JSON.parse(stdout) as ScipyTimes;
}
