import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from '../../../lambda/stores/s3/object-store.ts';

/** An object store over a folder, for one process: quicker than a server where that is not the point. */
export function folderStore(root: string): ObjectStore {
  const path = (key: string) => join(root, key);
  const put = async (key: string, write: (file: string) => Promise<void>) => {
    await mkdir(dirname(path(key)), { recursive: true });
    await write(path(key));
  };
  const readText = async (key: string) => {
    const text = await readFile(path(key), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : { text, etag: etagOf(text) };
  };
  return {
    readText,
    writeText: (key, text) => put(key, (file) => writeFile(file, text)),
    writeTextIf: async (key, text, expected) => {
      const found = (await readText(key))?.etag ?? 'ABSENT';
      if (found !== (expected === 'ABSENT' ? expected : expected.etag)) {
        return false;
      }
      await put(key, (file) => writeFile(file, text));
      return true;
    },
    download: (key, file) => copyFile(path(key), file),
    upload: (file, key) => put(key, (target) => copyFile(file, target)),
    list: (prefix) => list(root, prefix),
    folders: async (prefix) => {
      const entries = await filesBelow(path(prefix));
      const places = entries.map(({ parentPath }) => relative(path(prefix), parentPath));
      return [...new Set(places.flatMap((place) => place.split(sep)[0] || []))];
    },
    remove: (key) => rm(path(key), { force: true }),
  };
}

async function* list(root: string, prefix: string) {
  // Only below the prefix's last folder: a whole lake is many files.
  const folder = join(root, prefix.slice(0, prefix.lastIndexOf('/') + 1));
  const files = await filesBelow(folder);
  const keys = files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
  for (const key of keys.filter((found) => found.startsWith(prefix))) {
    const { size, mtime } = await stat(join(root, key));
    const etag = etagOf(await readFile(join(root, key)));
    yield { key, etag, bytes: size, modifiedAt: mtime };
  }
}

/** None where there is no such folder. */
async function filesBelow(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile());
}

function etagOf(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}
