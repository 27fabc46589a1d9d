import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lockDirectory } from './s3/directory-lock.ts';
import { UsageError } from './usage-error.ts';

/** Where the sample shop's files are generated; a folder with the user's own shop has none. */
export const sampleFolder = 'sample-shop';
/** What a data folder holds; `--fresh` removes nothing else. */
const contents = ['s3', 'dynamodb', 'inbox', sampleFolder, 'settings.json', 'settings.json.new'];
const lock = 'server.pid';

export interface DataFolderOptions {
  readonly directory: string;
  /** Forget what it holds. */
  readonly isFresh: boolean;
}

/**
 * Makes the data folder and claims it for this process; the result gives the claim up.
 *
 * @throws UsageError when it cannot be a folder of ours, or another process works in it.
 */
export async function openDataFolder({
  directory,
  isFresh,
}: DataFolderOptions): Promise<() => Promise<void>> {
  await makeFolder(directory);
  const release = await lockDirectory(directory).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  });
  try {
    if (isFresh) {
      await empty(directory);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

/**
 * Whether a start without files serves the generated sample here: in a folder that holds no shop yet, or
 * one that began so. A shop of its owner's must not be mixed with it. The folder of the sample's files is
 * the note of it, made before anything else is.
 */
export async function claimForSample(directory: string): Promise<boolean> {
  const names = await readdir(directory);
  const holdsShop = contents.some((name) => names.includes(name));
  if (holdsShop && !names.includes(sampleFolder)) {
    return false;
  }
  await mkdir(join(directory, sampleFolder), { recursive: true });
  return true;
}

/** Level by level, because Node's recursive mkdir never returns where the system makes no folders (/proc). */
async function makeFolder(directory: string): Promise<void> {
  let problem = await tryMake(directory);
  if (problem === 'ENOENT' && dirname(directory) !== directory) {
    await makeFolder(dirname(directory));
    problem = await tryMake(directory);
  }
  if (problem !== undefined) {
    throw new UsageError(
      `Expected --data to name a folder, or where one can be made; got ${directory} (${problem}).`,
    );
  }
}

async function tryMake(directory: string): Promise<string | undefined> {
  try {
    await mkdir(directory);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code !== 'EEXIST') {
      return code;
    }
    return (await stat(directory)).isDirectory() ? undefined : 'a file';
  }
}

/** A folder that holds anything else must not be emptied by a slip of the hand. */
async function empty(directory: string): Promise<void> {
  const others = (await readdir(directory)).filter((name) => ![...contents, lock].includes(name));
  if (others.length > 0) {
    throw new UsageError(
      `Expected --fresh to start over in a folder of clv-graph, got ${directory}, which holds ${others.slice(0, 3).join(', ')}. Remove it yourself, or name another --data.`,
    );
  }
  for (const name of contents) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}
