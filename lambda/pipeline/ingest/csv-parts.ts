import { open, rm, stat } from 'node:fs/promises';
import { csvRows } from '../../formats/csv-sample.ts';
import { fileChunks, type Range } from './file-chunks.ts';

/**
 * Which files are worth cutting, in bytes: a short one is read as soon as it is cut, and the cut takes as much disk again. A large one
 * is cut in four, so that two threads end together even where one is slower.
 */
const usualSizes = { least: 4_000_000, large: 64_000_000, most: 2 ** 30 };

/** How much is looked at for a place to cut, and how many rows behind it have to be whole. */
const lookAtBytes = 256 * 1024;
const rowsToProve = 20;

/** Line ends that are tried: one within quotes is likely to be followed by another soon. */
const mostTrials = 200;

const lineFeed = 0x0a;

export interface CsvRows {
  readonly delimiter: string;
  /** How many columns the header has. */
  readonly width: number;
}

/**
 * Copies a CSV file in parts that can be read beside each other, the first of them with the header; none
 * when it is small, very large, or has no place to cut.
 *
 * A cut has whole rows behind it, by all signs. It is right where the part before it reads to its end without a
 * complaint: a line end within quotes would leave their last quote open. So whoever reads the parts has
 * to go back to the whole file when the reader refuses anything.
 */
export async function partsOf(
  path: string,
  rows: CsvRows,
  sizes = usualSizes,
): Promise<readonly string[] | undefined> {
  const { size } = await stat(path);
  if (size < sizes.least || size > sizes.most || rows.width < 2) {
    return undefined;
  }
  const count = size < sizes.large ? 2 : 4;
  const cuts = [0];
  for (let nth = 1; nth < count; nth += 1) {
    const cut = await placeToCut(path, Math.floor((size * nth) / count), rows);
    if (cut === undefined) {
      return undefined;
    }
    cuts.push(cut);
  }
  const parts = cuts.map((start, nth) => ({
    path: `${path}.part-${nth}`,
    range: { start, end: cuts[nth + 1] ?? size },
  }));
  await Promise.all(parts.map((part) => copyRange(path, part.range, part.path)));
  return parts.map((part) => part.path);
}

/** Removes the copies, which take as much disk as the file. */
export async function removeParts(parts: readonly string[]): Promise<void> {
  await Promise.all(parts.map((part) => rm(part, { force: true })));
}

async function placeToCut(path: string, from: number, rows: CsvRows): Promise<number | undefined> {
  const bytes = await bytesAt(path, from);
  let feedAt = bytes.indexOf(lineFeed);
  for (let trial = 0; trial < mostTrials && feedAt !== -1; trial += 1) {
    if (areWholeRows(bytes.subarray(feedAt + 1), rows)) {
      return from + feedAt + 1;
    }
    feedAt = bytes.indexOf(lineFeed, feedAt + 1);
  }
  return undefined;
}

function areWholeRows(bytes: Uint8Array, { delimiter, width }: CsvRows): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, lookAtBytes / 4));
  const rows = csvRows(text, delimiter, rowsToProve);
  return rows.length === rowsToProve && rows.every((row) => row.length === width);
}

async function bytesAt(path: string, position: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(
      new Uint8Array(lookAtBytes),
      0,
      lookAtBytes,
      position,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function copyRange(from: string, range: Range, to: string): Promise<void> {
  const file = await open(to, 'w');
  try {
    for await (const bytes of fileChunks(from, range)) {
      await file.writeFile(bytes);
    }
  } finally {
    await file.close();
  }
}
