import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ColumnMapping } from '../../graph/imports/mapping.ts';
import { type UploadKind, uploadKey, uploadPrefix } from '../layout.ts';
import type { ObjectStore } from '../stores/s3/object-store.ts';
import { sampleFolder } from './data-folder.ts';
import type { StartOptions } from './options.ts';
import { generateSampleShop, inChunks } from './sample-shop/generate.ts';
import { UsageError } from './usage-error.ts';

/** A file on its way into the bucket. */
export interface DroppedFile {
  readonly kind: UploadKind;
  readonly path: string;
  /** Columns that its owner named. */
  readonly mapping?: ColumnMapping;
}

/** The generated sample shop's files where it is served, else the user's. */
export async function droppedFiles(
  options: StartOptions,
  isSample: boolean,
): Promise<DroppedFile[]> {
  return isSample ? await sampleFiles(join(options.directory, sampleFolder)) : ownFiles(options);
}

/**
 * Looks at the user's files before anything is started or removed.
 *
 * @throws UsageError that names the file that cannot be read.
 */
export async function checkFiles(options: StartOptions): Promise<void> {
  for (const { kind, path } of ownFiles(options)) {
    await checkReadable(kind, path);
  }
  if (options.rates !== undefined) {
    await checkReadable('rates', options.rates);
  }
}

/** Whether the user names no file to import. */
export function namesNoFile({ orders, spend, customers }: StartOptions): boolean {
  return orders.length + spend.length + customers.length === 0;
}

/**
 * Names content and mapping as well as file, so that a second start finds what the first one uploaded, and
 * reads it again where columns are named anew. Where none are, whatever was named for the same content
 * before still holds: the result is then the key of that upload.
 */
export async function keyOf(
  { kind, path, mapping = {} }: DroppedFile,
  objects: Pick<ObjectStore, 'list'>,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  const content = shortened(hash);
  const named = Object.entries(mapping).sort();
  if (named.length > 0) {
    const columns = shortened(createHash('sha256').update(JSON.stringify(named)));
    return uploadKey(kind, `${content}-${columns}`, basename(path));
  }
  for await (const { key } of objects.list(`${uploadPrefix(kind)}${content}`)) {
    if (basename(key) === basename(path)) {
      return key;
    }
  }
  return uploadKey(kind, content, basename(path));
}

/** Enough of a hash to tell the files of a shop apart, and short enough to read in a key. */
function shortened(hash: Hash): string {
  return hash.digest('hex').slice(0, 16);
}

/** Customers first, as with the sample: orders find their profiles there. */
function ownFiles(options: StartOptions): DroppedFile[] {
  return (['customers', 'spend', 'orders'] as const).flatMap((kind) =>
    options[kind].map((path) => ({ kind, path, mapping: options.columns[kind] })),
  );
}

async function checkReadable(flag: string, path: string): Promise<void> {
  const reason = await access(path, constants.R_OK)
    .then(async () => ((await stat(path)).isDirectory() ? 'it is a folder' : undefined))
    .catch((error: unknown) =>
      error instanceof Error && 'code' in error ? String(error.code) : String(error),
    );
  if (reason !== undefined) {
    throw new UsageError(`Expected --${flag} to name a readable file, got ${path} (${reason}).`);
  }
}

async function sampleFiles(directory: string): Promise<DroppedFile[]> {
  await mkdir(directory, { recursive: true });
  const shop = generateSampleShop();
  const files = [
    { kind: 'customers', path: join(directory, 'customers.csv'), lines: shop.customersCsv },
    { kind: 'spend', path: join(directory, 'spend.csv'), lines: shop.spendCsv },
    { kind: 'orders', path: join(directory, 'orders.csv'), lines: shop.ordersCsv },
  ] as const;
  for (const { path, lines } of files) {
    await pipeline(Readable.from(inChunks(lines)), createWriteStream(path));
  }
  return files.map(({ kind, path }) => ({ kind, path }));
}
