import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type ByteLayout, byteLayoutOf } from '../../formats/encoding.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { isWindows1252 } from './legacy-encoding.ts';

/** How much of a file is looked at to recognise it. */
const sampleBytes = 256 * 1024;

/** The encoding a layout is decoded with; the decoder drops the byte-order mark. */
const encodings = {
  'utf-8-bom': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
} as const;

/** How far a compressed file may unfold, so that a small upload cannot fill the disk. */
export interface UnpackLimits {
  /** Bytes of the unpacked file. */
  readonly bytes: number;
  /** Unpacked bytes a packed one, once there are `ratioFrom` of them. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/**
 * The function has 10 GB of disk, and the Parquet files of an import need their share. Exports shrink to a
 * tenth, very regular ones to a fiftieth; the format's own limit is a thousandth.
 */
const usualLimits: UnpackLimits = { bytes: 4 * 2 ** 30, ratio: 250, ratioFrom: 64 * 2 ** 20 };

/** What a file is now; the name of an encoding when it was taken for that, and is UTF-8 now. */
type NormalLayout = 'parquet' | 'text' | 'Windows-1252';

/**
 * Unpacks and transcodes a file in place until it is Parquet or plain UTF-8 without a byte-order
 * mark, in constant memory. Returns which of the two.
 *
 * @throws UnreadableFile when the compressed data is damaged or unfolds beyond the limits.
 */
export async function normaliseFile(
  path: string,
  limits: UnpackLimits = usualLimits,
): Promise<NormalLayout> {
  let layout = await layoutOf(path);
  if (layout === 'gzip') {
    await gunzip(path, limits);
    layout = await layoutOf(path);
  }
  if (layout === 'gzip') {
    throw new UnreadableFile('expected a file compressed once; got gzip within gzip');
  }
  if (layout === 'utf-8-bom' || layout === 'utf-16le' || layout === 'utf-16be') {
    await transcode(path, encodings[layout]);
  }
  if (layout === 'parquet') {
    return 'parquet';
  }
  if (layout === 'utf-8' && (await isWindows1252(path))) {
    await transcode(path, 'windows-1252');
    return 'Windows-1252';
  }
  return 'text';
}

/** The first part of a text file, and whether that is all of it. */
export async function textSample(path: string): Promise<{ text: string; isWhole: boolean }> {
  const bytes = await head(path, sampleBytes);
  return { text: new TextDecoder().decode(bytes), isWhole: bytes.length < sampleBytes };
}

async function layoutOf(path: string): Promise<ByteLayout> {
  return byteLayoutOf(await head(path, 4));
}

async function head(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function gunzip(path: string, limits: UnpackLimits): Promise<void> {
  const unpacked = `${path}.unpacked`;
  const { size } = await stat(path);
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      (chunks: AsyncIterable<Uint8Array>) => bounded(chunks, size, limits),
      createWriteStream(unpacked),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new UnreadableFile(
        `expected a whole gzip file; its data is damaged or cut off (${error.message}). Compress and upload it again.`,
      );
    }
    throw error;
  }
  await rename(unpacked, path);
}

async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  packed: number,
  { bytes, ratio, ratioFrom }: UnpackLimits,
): AsyncGenerator<Uint8Array> {
  let unpacked = 0;
  for await (const chunk of chunks) {
    unpacked += chunk.length;
    if (unpacked > bytes) {
      throw new UnreadableFile(
        `expected at most ${bytes} bytes in a gzip file; it unpacks to more. Split the file and upload the parts.`,
      );
    }
    if (unpacked > ratioFrom && unpacked > ratio * packed) {
      throw new UnreadableFile(
        `expected gzip data that unpacks to at most ${ratio} times its size; got ${packed} bytes that unpack to more than ${unpacked}. Upload the file uncompressed.`,
      );
    }
    yield chunk;
  }
}

async function transcode(path: string, encoding: string): Promise<void> {
  const transcoded = `${path}.utf8`;
  const decoder = new TextDecoder(encoding);
  await pipeline(
    createReadStream(path),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        yield Buffer.from(decoder.decode(chunk, { stream: true }));
      }
      yield Buffer.from(decoder.decode());
    },
    createWriteStream(transcoded),
  );
  await rename(transcoded, path);
}
