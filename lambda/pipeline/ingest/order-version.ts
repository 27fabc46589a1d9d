import { createHash } from 'node:crypto';

/**
 * The version of an order: three parts joined by `/`, compared as text, the greater one wins.
 *
 * 1. The instant the source last changed the order, where it says so, else the event time: a later
 *    edit beats an earlier one, whatever order their files arrive in.
 * 2. The event time: when S3 got the file, or the API the order. Of two exports that carry the same
 *    edit (or know none) the later export wins. It belongs to the event, so a redelivery repeats it.
 * 3. A short hash of the content: two different rows that tie on both get the same winner everywhere.
 *
 * Times are ISO 8601 in UTC with milliseconds, so that text order is time order.
 *
 * @example
 * orderVersion({ updatedAt: null, eventTime: '2026-01-05T10:00:00.000Z', content: '…' });
 * // '2026-01-05T10:00:00.000Z/2026-01-05T10:00:00.000Z/5f0c1a2b'
 */
export function orderVersion({ updatedAt, eventTime, content }: VersionParts): string {
  const hash = createHash('md5').update(content).digest('hex').slice(0, 8);
  return `${updatedAt ?? eventTime}/${eventTime}/${hash}`;
}

interface VersionParts {
  readonly updatedAt: string | null;
  readonly eventTime: string;
  /** The order's own values, in any fixed form. */
  readonly content: string;
}

/** `orderVersion` as SQL; `updatedAt` is a TIMESTAMPTZ column, `content` a text expression. */
export function orderVersionSql(parts: {
  readonly updatedAt: string;
  readonly eventTimeLiteral: string;
  readonly content: string;
}): string {
  const { updatedAt, eventTimeLiteral, content } = parts;
  const changed = `coalesce(${instantTextSql(updatedAt)}, ${eventTimeLiteral})`;
  return `${changed} || '/' || ${eventTimeLiteral} || '/' || substr(md5(${content}), 1, 8)`;
}

/** An instant as JavaScript's toISOString writes it. The connection's time zone is UTC. */
export function instantTextSql(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}
