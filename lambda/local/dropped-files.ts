import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type UploadKind, uploadKey } from '../layout.ts';
import { type StartOptions, UsageError } from './options.ts';
import { generateSampleShop, inChunks } from './sample-shop/generate.ts';

/** A file on its way into the bucket. */
export interface DroppedFile {
  readonly kind: UploadKind;
  readonly path: string;
}

/** The user's files, or the generated sample shop's when there are none. */
export async function droppedFiles(options: StartOptions): Promise<DroppedFile[]> {
  const own = (['customers', 'spend', 'orders'] as const).flatMap((kind) =>
    options[kind].map((path) => ({ kind, path })),
  );
  await Promise.all(own.map(checkReadable));
  return own.length > 0 ? own : sampleFiles(join(options.directory, 'sample-shop'));
}

/** Whether the sample shop is what this start serves. */
export function isSample({ orders, spend, customers }: StartOptions): boolean {
  return orders.length + spend.length + customers.length === 0;
}

/** Names content as well as file, so that a second start finds what the first one uploaded. */
export async function keyOf({ kind, path }: DroppedFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  return uploadKey(kind, hash.digest('hex').slice(0, 16), basename(path));
}

async function checkReadable({ kind, path }: DroppedFile): Promise<void> {
  try {
    await access(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Expected --${kind} to name a readable file, got ${path} (${reason}).`);
  }
}

/** Customers first: orders find their profiles there. */
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
