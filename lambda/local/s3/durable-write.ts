import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Sink } from './body.ts';

const temporarySuffix = '.tmp';

/**
 * Creates a file from what `produce` writes, on the disk (fsync) before it returns.
 *
 * On failure nothing is left behind. The name is not yet safe against a power cut: it is meant to be
 * referred to by `replaceJson`, which syncs the directory that makes it count.
 */
export async function writeNewFile<T>(
  path: string,
  produce: (sink: Sink) => Promise<T>,
): Promise<T> {
  const handle = await open(path, 'wx');
  try {
    const result = await produce((chunk) => handle.appendFile(chunk));
    await handle.sync();
    return result;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Replaces a JSON file in one step: a reader, or a start after a crash, sees the old one or the new. */
export async function replaceJson(path: string, value: unknown): Promise<void> {
  const temporary = `${path}.${randomUUID()}${temporarySuffix}`;
  await writeNewFile(temporary, (sink) => sink(Buffer.from(JSON.stringify(value))));
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Makes renames and removals in a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory as a file; NTFS journals its names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what a crash between creation and rename left in a directory. */
export async function removeTemporaryFiles(directory: string): Promise<void> {
  const names = await readdir(directory);
  const temporary = names.filter((name) => name.endsWith(temporarySuffix));
  await Promise.all(temporary.map((name) => rm(join(directory, name), { force: true })));
}
