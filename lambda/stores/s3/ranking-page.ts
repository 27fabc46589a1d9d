import type { CustomerRow } from '../../../graph/customers/customer-row.ts';
import type { HasBought } from '../../../graph/customers/filter.ts';
import type { Page, PageRequest } from '../../../graph/customers/store.ts';
import { customerRow } from './customer-fields.ts';
import { judgeGroup } from './filter-conditions.ts';
import { matchingRows } from './matching-rows.ts';
import { decodeRows, type RowSpan } from './parquet-decode.ts';
import type { ParquetFile, RowGroupInfo } from './parquet-footer.ts';
import { loadGroups, type Piece } from './parquet-groups.ts';
import type { S3Reader } from './reader.ts';

/** A page of a ranking file is cut from its rows; positions count from the end for DESC. */
interface Hit {
  /** Position in the file. */
  readonly row: number;
  readonly customer: CustomerRow;
}

/** Row groups are loaded in batches that double up to this, so that a rare match costs few requests. */
const batchLimit = 16;

/**
 * Reads one page, from the row groups nearest to where it starts, and stops at the first match too many.
 *
 * Without a filter that is one batch: the row groups the page lies in. With one, groups that cannot
 * match by their statistics are skipped.
 */
export async function readPage(
  reader: S3Reader,
  file: ParquetFile,
  request: PageRequest,
  hasBought: HasBought,
): Promise<Page> {
  const bounds = rowBounds(rowCount(file), request);
  const isUpward = (request.direction === 'DESC') === request.fromEnd;
  const spans = spansWithin(file, bounds, request.filter);
  const ordered = isUpward ? spans : spans.toReversed();
  const hits: Hit[] = [];
  const wanted = request.limit + 1;
  for (const batch of batches(ordered, request.filter ? undefined : wanted)) {
    const loaded = await loadGroups(reader, file, {
      groups: batch.map(({ group }) => group),
      columns: undefined,
    });
    for (const span of batch) {
      if (hits.length < wanted) {
        const pieces = loaded.get(span.group) ?? [];
        const { filter } = request;
        const search = { span, filter, hasBought, isUpward, limit: wanted - hits.length };
        hits.push(...hitsOfSpan(file, pieces, search));
      }
    }
    if (hits.length === wanted) {
      break;
    }
  }
  return toPage(rowCount(file), request, hits);
}

function rowCount(file: ParquetFile): number {
  return file.rows;
}

/** The rows of the file between the positions `after` and `before`. */
function rowBounds(
  count: number,
  { direction, after, before }: PageRequest,
): { readonly from: number; readonly to: number } {
  const first = Math.max((after ?? -1) + 1, 0);
  const end = Math.min(before ?? count, count);
  return direction === 'ASC' ? { from: first, to: end } : { from: count - end, to: count - first };
}

function spansWithin(
  file: ParquetFile,
  bounds: { readonly from: number; readonly to: number },
  filter: PageRequest['filter'],
): RowSpan[] {
  return file.groups.flatMap((info, group) => {
    const span = { group, ...clip(info, bounds) };
    return span.from < span.to && judgeGroup(filter, info) !== 'none' ? [span] : [];
  });
}

function clip(
  { start, rows }: RowGroupInfo,
  bounds: { readonly from: number; readonly to: number },
): { from: number; to: number } {
  return { from: Math.max(bounds.from - start, 0), to: Math.min(bounds.to - start, rows) };
}

/** Batches of one, two, four … spans; one batch of `rows` rows when every row is known to match. */
function* batches(spans: readonly RowSpan[], rows: number | undefined): Generator<RowSpan[]> {
  let start = 0;
  let size = 1;
  while (start < spans.length) {
    const length = rows === undefined ? size : spansOfRows(spans, rows);
    yield spans.slice(start, start + length);
    start += length;
    size = Math.min(size * 2, batchLimit);
  }
}

function spansOfRows(spans: readonly RowSpan[], rows: number): number {
  let left = rows;
  const last = spans.findIndex(({ from, to }) => {
    left -= to - from;
    return left <= 0;
  });
  return last < 0 ? spans.length : last + 1;
}

interface SpanSearch {
  readonly span: RowSpan;
  readonly filter: PageRequest['filter'];
  readonly hasBought: HasBought;
  readonly isUpward: boolean;
  readonly limit: number;
}

/** At most `limit` matches of a span, nearest first. Rows that do not match are never decoded whole. */
function hitsOfSpan(
  file: ParquetFile,
  pieces: readonly Piece[],
  { span, filter, hasBought, isUpward, limit }: SpanSearch,
): Hit[] {
  const matching = matchingRows(file, pieces, { span, filter, hasBought });
  const ordered = isUpward ? matching : matching.reverse();
  const kept = ordered.slice(0, limit);
  if (kept.length === 0) {
    return [];
  }
  const from = Math.min(...kept);
  const to = Math.max(...kept) + 1;
  const rows = decodeRows(file, pieces, {
    span: { group: span.group, from, to },
    columns: undefined,
  });
  const start = file.groups[span.group]?.start ?? 0;
  return kept.map((row) => ({
    row: start + row,
    customer: customerRow(rows[row - from] ?? {}, file.scales),
  }));
}

function toPage(
  count: number,
  { direction, limit, fromEnd }: PageRequest,
  hits: readonly Hit[],
): Page {
  const kept = hits.slice(0, limit);
  const inOrder = fromEnd ? kept.reverse() : kept;
  return {
    rows: inOrder.map(({ customer }) => customer),
    positions: inOrder.map(({ row }) => (direction === 'ASC' ? row : count - 1 - row)),
    hasMore: hits.length > limit,
  };
}
