import { type Database, literal } from '../../engines/duckdb/database.ts';

/**
 * How far a time zone is ahead of UTC, as SQL over a column of microseconds since 1970: a tree of
 * comparisons with the instants at which the offset changes. The engine's own conversion asks its
 * calendar for every row, which costs more than all else that is done to a time.
 */
export interface ZoneOffsets {
  /** Microseconds ahead of UTC at an instant. */
  ofInstant(micros: string): string;
  /** The same for a wall-clock time, a repeated or skipped one as the engine takes it. */
  ofLocal(micros: string): string;
}

/** The engine's own answers: without the search that `zoneOffsets` begins with, for few rows. */
export function engineOffsets(timeZone: string): ZoneOffsets {
  const zone = literal(timeZone);
  return {
    ofInstant: (micros) => `(epoch_us(timezone(${zone}, make_timestamptz(${micros}))) - ${micros})`,
    ofLocal: (micros) => `(${micros} - epoch_us(timezone(${zone}, make_timestamp(${micros}))))`,
  };
}

/** From `start` (microseconds since 1970) on, the zone is `ahead` microseconds ahead of UTC. */
interface Piece {
  readonly start: number;
  readonly ahead: number;
}

/** The offsets of an IANA zone from 1969 until `latest`; later times are given the last of them. */
export async function zoneOffsets(
  database: Database,
  { timeZone, latest }: { readonly timeZone: string; readonly latest: Date },
): Promise<ZoneOffsets> {
  const zone = literal(timeZone);
  const days = Math.ceil(latest.getTime() / millisecondsOfDay) + 2;
  const ofInstant = `epoch(timezone(${zone}, make_timestamptz(seconds * 1000000))) - seconds`;
  const ofLocal = `seconds - epoch(timezone(${zone}, make_timestamp(seconds * 1000000)))`;
  const pieces = {
    ofInstant: await piecesOf(database, ofInstant, days),
    ofLocal: await piecesOf(database, ofLocal, days),
  };
  return {
    ofInstant: (micros) => treeSql(pieces.ofInstant, micros),
    ofLocal: (micros) => treeSql(pieces.ofLocal, micros),
  };
}

const millisecondsOfDay = 86_400_000;
/** Three days before 1970, so that every zone's 1970 is in. */
const first = '(-259200)::BIGINT';

/** Days whose offset differs from the next day's are searched by the hour, the minute and the second. */
async function piecesOf(database: Database, ahead: string, days: number): Promise<Piece[]> {
  let changes = changesSql(`SELECT (day - 3) * 86400 AS since FROM range(${days + 3}) t(day)`, {
    ahead,
    step: 86_400,
  });
  for (const [parts, step] of [
    [24, 3600],
    [60, 60],
    [60, 1],
  ] as const) {
    const finer = `SELECT since + part * ${step} AS since FROM (${changes}), range(${parts}) t(part)`;
    changes = changesSql(finer, { ahead, step });
  }
  const found = await database.rows(
    `SELECT since::DOUBLE AS start, ahead::DOUBLE AS ahead FROM (
       SELECT ${first} AS since, (SELECT ${ahead} FROM (SELECT ${first} AS seconds)) AS ahead
       UNION ALL SELECT since + 1, ahead_after FROM (${changes}))
     ORDER BY start`,
  );
  return found.map(({ start, ahead: seconds }) => ({
    start: Number(start) * 1e6,
    ahead: Number(seconds) * 1e6,
  }));
}

/** The starts of those steps at whose end another offset holds than at their start. */
function changesSql(
  starts: string,
  { ahead, step }: { readonly ahead: string; readonly step: number },
): string {
  return `SELECT since, ahead_after FROM (
    SELECT since,
      (SELECT ${ahead} FROM (SELECT since AS seconds)) AS ahead_before,
      (SELECT ${ahead} FROM (SELECT since + ${step} AS seconds)) AS ahead_after
    FROM (${starts}))
    WHERE ahead_before <> ahead_after`;
}

function treeSql(pieces: readonly Piece[], micros: string): string {
  const [only, second] = pieces;
  if (!only || !second) {
    return `${only?.ahead ?? 0}::BIGINT`;
  }
  const middle = Math.ceil(pieces.length / 2);
  const [before, after] = [pieces.slice(0, middle), pieces.slice(middle)];
  return `CASE WHEN ${micros} < ${after[0]?.start ?? 0}
    THEN ${treeSql(before, micros)} ELSE ${treeSql(after, micros)} END`;
}
