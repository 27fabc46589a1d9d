import { mkdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readIfPresent } from './read-if-present.ts';

const heldHere = new Set<string>();

/**
 * Claims a directory for this server, so that two never write to the same state.
 *
 * The claim is a file with the holder's process id; one whose process is gone (a crash) is taken over.
 *
 * @returns A function that gives the claim up.
 * @throws Error when another live process, or another server in this one, holds the directory.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = resolve(directory, 'server.pid');
  await mkdir(directory, { recursive: true });
  const holder = heldHere.has(path) ? process.pid : await readHolder(path);
  if (holder !== undefined) {
    throw new Error(`Expected ${directory} to be free, but process ${holder} is using it.`);
  }
  heldHere.add(path);
  await writeFile(path, `${process.pid}\n`);
  return async () => {
    heldHere.delete(path);
    await rm(path, { force: true });
  };
}

async function readHolder(path: string): Promise<number | undefined> {
  const holder = Number.parseInt((await readIfPresent(path)) ?? '', 10);
  // Our own id is a leftover: in a container every server may have been process 1.
  if (Number.isNaN(holder) || holder === process.pid) return undefined;
  return isAlive(holder) ? holder : undefined;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
