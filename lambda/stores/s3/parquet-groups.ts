import type { ByteRange, GetObject } from './get-object.ts';
import type { ParquetFile } from './parquet-footer.ts';
import { gapLimit, planFetches } from './ranges.ts';
import type { S3Reader } from './reader.ts';

/** A run of bytes of a file, held in memory. */
export interface Piece {
  readonly range: ByteRange;
  readonly bytes: Uint8Array;
}

/** Columns to read; undefined reads all. */
export type ColumnNames = readonly string[] | undefined;

/**
 * The bytes of some columns of some row groups, from the cache or else in as few requests as
 * `planFetches` finds. Each group is cached on its own, so the next request finds what it shares.
 */
export async function loadGroups(
  reader: S3Reader,
  file: ParquetFile,
  { groups, columns }: { readonly groups: readonly number[]; readonly columns: ColumnNames },
): Promise<Map<number, readonly Piece[]>> {
  const { whole } = file;
  if (whole) {
    const all = [{ range: { start: 0, end: file.size }, bytes: whole }];
    return new Map(groups.map((group) => [group, all]));
  }
  const wanted = groups.map((group) => ({ group, ranges: rangesOfGroup(file, group, columns) }));
  const fetchPiece = fetchMissing(
    reader,
    file.key,
    wanted.flatMap(({ ranges }) => ranges),
  );
  const loaded = wanted.map(async ({ group, ranges }) => {
    const pieces = ranges.map(async (range) => {
      const bytes = await reader.pieces.load(pieceId(file.key, range), async () => {
        const value = await fetchPiece(range);
        return { value, bytes: value.byteLength };
      });
      return { range, bytes };
    });
    return [group, await Promise.all(pieces)] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** Where the columns lie in a group: one range a run of neighbours, as `planFetches` joins them. */
function rangesOfGroup(file: ParquetFile, group: number, columns: ColumnNames): ByteRange[] {
  const chunks = file.groups[group]?.chunks ?? [];
  const wanted = chunks.filter((_, index) => isWanted(file.leaves[index]?.column, columns));
  return planFetches(
    wanted.map(({ range }) => range),
    { gap: gapLimit, fetch: Number.POSITIVE_INFINITY },
  );
}

export function isWanted(column: string | undefined, columns: ColumnNames): boolean {
  return columns === undefined || (column !== undefined && columns.includes(column));
}

/** Plans the requests for what the cache lacks, and sends each when its first piece is asked for. */
function fetchMissing(
  reader: S3Reader,
  key: string,
  ranges: readonly ByteRange[],
): (range: ByteRange) => Promise<Uint8Array> {
  const missing = ranges.filter((range) => !reader.pieces.has(pieceId(key, range)));
  const fetches = planFetches(missing).map((range) => ({
    range,
    bytes: once(() => fetchRange(reader.get, key, range)),
  }));
  return async (wanted) => {
    const fetch = fetches.find(
      ({ range }) => range.start <= wanted.start && wanted.end <= range.end,
    );
    if (!fetch) {
      return fetchRange(reader.get, key, wanted);
    }
    const bytes = await fetch.bytes();
    const start = wanted.start - fetch.range.start;
    // A copy, because a view would keep the bytes of the whole request alive in the cache.
    return bytes.slice(start, start + wanted.end - wanted.start);
  };
}

async function fetchRange(get: GetObject, key: string, range: ByteRange): Promise<Uint8Array> {
  const answer = await get({ key, range });
  const expected = range.end - range.start;
  if (answer.status !== 'found' || answer.bytes.byteLength !== expected) {
    const got = answer.status === 'found' ? `${answer.bytes.byteLength} bytes` : answer.status;
    throw new Error(`${key}: expected ${expected} bytes from ${range.start}, got ${got}`);
  }
  return answer.bytes;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= work();
    return started;
  };
}

function pieceId(key: string, { start, end }: ByteRange): string {
  return `${key}#${start}-${end}`;
}
