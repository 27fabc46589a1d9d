/**
 * The version of an order: three parts joined by `/`, compared as text, the greater one wins.
 *
 * 1. The instant the source last changed the order, where it says so, else the event time: a later
 *    edit beats an earlier one, whatever order their files arrive in.
 * 2. The event time: when S3 got the file, or the API the order. Of two exports that carry the same
 *    edit (or know none) the later export wins. It belongs to the event, so a redelivery repeats it.
 * 3. The run, shortened: two runs that tie on both get the same winner everywhere. A run has each
 *    order once, and a redelivery is the same run.
 *
 * Times are ISO 8601 in UTC with milliseconds, so that text order is time order.
 *
 * @example
 * orderVersion({ updatedAt: null, eventTime: '2026-01-05T10:00:00.000Z', run: 'imp_5f0c1a2b9e8d7c6b' });
 * // '2026-01-05T10:00:00.000Z/2026-01-05T10:00:00.000Z/5f0c1a2b'
 */
export function orderVersion({ updatedAt, eventTime, run }: VersionParts): string {
  return `${updatedAt ?? eventTime}/${eventTime}/${shortRun(run)}`;
}

interface VersionParts {
  readonly updatedAt: string | null;
  readonly eventTime: string;
  readonly run: string;
}

/** `orderVersion` as SQL; `updatedAt` is a TIMESTAMPTZ column, or undefined where there is none. */
export function orderVersionSql(parts: {
  readonly updatedAt: string | undefined;
  readonly eventTime: string;
  readonly run: string;
}): string {
  const { updatedAt, eventTime, run } = parts;
  if (updatedAt === undefined) {
    return `'${orderVersion({ updatedAt: null, eventTime, run })}'`;
  }
  return `coalesce(${instantTextSql(updatedAt)}, '${eventTime}') || '/${eventTime}/${shortRun(run)}'`;
}

/** Ids of runs are `imp_` and 16 letters or digits. */
function shortRun(run: string): string {
  return run.slice('imp_'.length).slice(0, 8);
}

/** An instant as JavaScript's toISOString writes it. The connection's time zone is UTC. */
export function instantTextSql(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}
