import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Runs the bench of a million customers in a process of its own, which prints its table itself. */
export async function millionInProcess(directory: string, withScipy: boolean): Promise<void> {
  const script = join(import.meta.dirname, 'million-once.ts');
  const child = spawn(process.execPath, [script, directory, withScipy ? 'scipy' : ''], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    throw new Error(`Expected the bench of a million customers to end with 0, got ${code}`);
  }
}
