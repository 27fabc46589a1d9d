import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimForSample, openDataFolder } from '../../../lambda/local/data-folder.ts';
import { UsageError } from '../../../lambda/local/usage-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clv-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function refusal(directory: string, isFresh = false): Promise<string> {
  const error: unknown = await openDataFolder({ directory, isFresh }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return String((error as UsageError).message);
}

test('a folder is made with all folders above it', async () => {
  const directory = join(folder, 'a', 'b', 'c');
  const release = await openDataFolder({ directory, isFresh: false });
  expect(await readdir(directory)).toEqual(['server.pid']);
  await release();
  expect(await readdir(directory)).toEqual([]);
});

test('what cannot be a folder is refused at once, with the reason', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const rule = 'Expected --data to name a folder, or where one can be made; got';
  expect(await refusal(file)).toBe(`${rule} ${file} (a file).`);
  expect(await refusal(join(file, 'x'))).toBe(`${rule} ${join(file, 'x')} (ENOTDIR).`);
});

// Linux makes no folders in /proc, and Node's recursive mkdir never returns there.
test.runIf(process.platform === 'linux')('a place without folders is refused at once', async () => {
  expect(await refusal('/proc/none')).toMatch(/ENOENT/);
});

test('a folder in use is refused to a second start, which removes nothing', async () => {
  await writeFile(join(folder, 'settings.json'), '{}');
  const release = await openDataFolder({ directory: folder, isFresh: false });
  expect(await refusal(folder, true)).toMatch(/to be free, but process \d+ is using it\.$/);
  expect(await readdir(folder)).toEqual(['server.pid', 'settings.json']);
  await release();
});

test('a fresh start removes what is ours', async () => {
  await mkdir(join(folder, 's3', 'bucket'), { recursive: true });
  await writeFile(join(folder, 'settings.json'), '{}');
  const release = await openDataFolder({ directory: folder, isFresh: true });
  expect(await readdir(folder)).toEqual(['server.pid']);
  await release();
});

test('a fresh start in a folder with anything else is refused', async () => {
  await writeFile(join(folder, 'thesis.txt'), '');
  await writeFile(join(folder, 'settings.json'), '{}');
  expect(await refusal(folder, true)).toContain('which holds thesis.txt');
  expect((await readdir(folder)).sort()).toEqual(['settings.json', 'thesis.txt']);
});

test('the sample goes into a new folder, and again into one that began with it', async () => {
  await writeFile(join(folder, 'server.pid'), '1');
  expect(await claimForSample(folder)).toBe(true);
  await writeFile(join(folder, 'settings.json'), '{}');
  expect(await claimForSample(folder)).toBe(true);
});

test.for(['settings.json', 's3', 'inbox'])(
  'the sample never goes into a folder that holds a shop (%s) of its own',
  async (name) => {
    await mkdir(join(folder, name));
    expect(await claimForSample(folder)).toBe(false);
    expect(await readdir(folder)).toEqual([name]);
  },
);
