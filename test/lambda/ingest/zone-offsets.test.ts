import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { engineOffsets, zoneOffsets } from '../../../lambda/pipeline/ingest/zone-offsets.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ threads: 1 });
});
afterAll(() => database.close());

const latest = new Date('2028-01-01');

test.each([
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Africa/Monrovia',
  'Pacific/Apia',
])('in %s the searched offsets are those of the engine at every time', async (timeZone) => {
  const searched = await zoneOffsets(database, { timeZone, latest });
  const engine = engineOffsets(timeZone);
  // Steps that are no multiple of an hour, so that minutes and seconds around changes occur as well.
  const [found] = await database.rows(
    `SELECT count(*) FILTER (${searched.ofInstant('micros')} <> ${engine.ofInstant('micros')})::INTEGER AS instants,
       count(*) FILTER (${searched.ofLocal('micros')} <> ${engine.ofLocal('micros')})::INTEGER AS locals
     FROM (SELECT step * 3607 * 1000000 AS micros FROM range(507000) t(step))`,
  );
  expect(found).toEqual({ instants: 0, locals: 0 });
});
