import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ImportReport } from '../../../graph/imports/import.ts';
import type { ImportPage } from '../../../graph/imports/store.ts';
import { runKey, runMonthKey, runMonthsPartition, runsOfMonthKey } from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/** Import reports by run and by month. */
export interface RunStore {
  /** Registers a run; returns the report that is there already when it began earlier. */
  begin(report: ImportReport): Promise<ImportReport>;
  /** Replaces the report of a run that `begin` has registered. */
  save(report: ImportReport): Promise<void>;
  get(id: string): Promise<ImportReport | undefined>;
  /** Newest first, those before `after`: a report's `startedAt#id`. */
  list(limit: number, after: string | undefined): Promise<ImportPage>;
}

/** Refused rows kept in the report itself: all of a live batch, which has no rejects file; a file's report has fewer. */
const inlineRejects = 100;
/** Together with `inlineRejects` this keeps a report far below the 400 KB of an item. */
const maxText = 2000;

export function dynamoRuns(table: Table): RunStore {
  const get = async (id: string) => reportOf((await batchGet(table, [runKey(id)]))[0]);
  return {
    get,
    begin: async (report) => {
      const isNew = await putReport(table, report, 'attribute_not_exists(pk)');
      const begun = isNew ? report : ((await get(report.id)) ?? report);
      await register(table, begun);
      return begun;
    },
    save: async (report) => {
      await putReport(table, report);
    },
    list: (limit, after) => list(table, limit, after),
  };
}

function putReport(
  { client, name }: Table,
  report: ImportReport,
  condition?: string,
): Promise<boolean> {
  const bounded = {
    ...report,
    fileName: report.fileName.slice(0, maxText),
    failure: report.failure?.slice(0, maxText) ?? null,
    firstRejects: report.firstRejects.slice(0, inlineRejects),
  };
  return holds(
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: marshall({ ...runKey(report.id), type: 'IMPORT', report: bounded }),
        ...(condition ? { ConditionExpression: condition } : {}),
      }),
    ),
  );
}

/** Makes a run findable by its month. The same run always writes the same two items. */
async function register({ client, name }: Table, report: ImportReport): Promise<void> {
  const month = report.startedAt.slice(0, 7);
  const index = runsOfMonthKey(month, report.startedAt, report.id);
  for (const item of [{ ...index, type: 'IMPORT', run: report.id }, { ...runMonthKey(month) }]) {
    await client.send(new PutItemCommand({ TableName: name, Item: marshall(item) }));
  }
}

function reportOf(item: Item | undefined): ImportReport | undefined {
  return item?.['type'] === 'IMPORT' ? (item['report'] as ImportReport) : undefined;
}

interface Place {
  readonly month: string;
  /** Sort key of the last run listed; undefined at the head of a month. */
  readonly sk?: string;
}

async function list(table: Table, limit: number, after: string | undefined): Promise<ImportPage> {
  let place: Place | undefined =
    after === undefined ? await monthBefore(table) : { month: after.slice(0, 7), sk: after };
  const runs: { readonly run: string; readonly place: Place }[] = [];
  while (place && runs.length <= limit) {
    const { month } = place;
    const found = await runsOfMonth(table, place, limit + 1 - runs.length);
    runs.push(...found.map(({ run, sk }) => ({ run, place: { month, sk } })));
    place = runs.length > limit ? undefined : await monthBefore(table, month);
  }
  const page = runs.slice(0, limit);
  const items = await batchGet(
    table,
    page.map(({ run }) => runKey(run)),
  );
  const last = page.at(-1);
  return {
    reports: items.map(reportOf).filter((report) => report !== undefined),
    next: runs.length > limit ? last?.place.sk : undefined,
  };
}

async function runsOfMonth(
  { client, name }: Table,
  { month, sk }: Place,
  limit: number,
): Promise<{ readonly run: string; readonly sk: string }[]> {
  const { pk } = runsOfMonthKey(month, '', '');
  const page = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: sk === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :sk',
      ExpressionAttributeValues: marshall({
        ':pk': pk,
        ...(sk === undefined ? {} : { ':sk': sk }),
      }),
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return (page.Items ?? [])
    .map((item) => unmarshall(item))
    .map((item) => ({ run: String(item['run']), sk: String(item['sk']) }));
}

/** The latest month with runs, before `month` when given. */
async function monthBefore({ client, name }: Table, month?: string): Promise<Place | undefined> {
  const page = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: month === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :month',
      ExpressionAttributeValues: marshall({
        ':pk': runMonthsPartition,
        ...(month === undefined ? {} : { ':month': month }),
      }),
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  const [item] = page.Items ?? [];
  return item ? { month: String(unmarshall(item)['sk']) } : undefined;
}
