import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSuchKey } from '@aws-sdk/client-s3';
import type { ImportReport } from '../../../graph/imports/import.ts';
import type { Settings } from '../../../graph/settings.ts';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  threadsFor,
} from '../../engines/duckdb/database.ts';
import { detect } from '../../formats/detect.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import type { IdentityKey } from '../../identity-key.ts';
import { deltaKey, mostRecentOrders, ratesKey, rejectsKey, type UploadKind } from '../../layout.ts';
import type { RecentsStore } from '../../stores/dynamo/recents.ts';
import type { RunStore } from '../../stores/dynamo/runs.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { PublishedOrders } from '../../stores/s3/published-orders.ts';
import { buildOrderFile } from './build-orders.ts';
import type { BuildContext, Built } from './built.ts';
import { buildCustomerFile } from './customers.ts';
import { fileWarnings } from './file-warnings.ts';
import { takeGenericForm } from './generic-form.ts';
import { givenMapping } from './given-mapping.ts';
import { defineIdentityHash } from './identity.ts';
import { withPreparation } from './prepare/prepare.ts';
import { type IngestProgress, type ProgressReporter, reportProgress } from './progress.ts';
import { collectRefused, nameLines, writeRejects } from './rejects.ts';
import { begunReport, failedReport, finishedReport, firstRejects } from './report.ts';
import { shapeOfFile } from './shape-of-file.ts';
import { buildSpendFile } from './spend.ts';
import { countOf } from './sql-files.ts';
import { type Staging, stagedFields } from './stage.ts';
import { fileNameOf, kindOf, runOf, type UploadedFile } from './uploaded-file.ts';
import { writeRecents } from './write-recents.ts';

export interface IngestDependencies {
  readonly objects: ObjectStore;
  readonly recents: RecentsStore;
  /** What the served snapshot knows of orders. */
  readonly published: PublishedOrders;
  readonly runs: RunStore;
  readonly settings: Settings;
  readonly clock: () => Date;
  /** Asks for a refresh; asking twice is fine. */
  readonly requestRefresh: () => Promise<void>;
  readonly onProgress?: (progress: IngestProgress) => void;
  /** A file with more orders goes to the lake alone and is seen after the refresh. */
  readonly recentsLimit?: number;
  readonly databaseOptions?: DatabaseOptions;
  /** The deployment's key of e-mail and telephone hashes. */
  readonly identityKey: () => Promise<IdentityKey>;
}

/**
 * Together with Node this stays below 512 MB for ten million rows; more only makes wide files quicker.
 * A large file is given a second thread once its size is known.
 */
const usualRoom: DatabaseOptions = { memoryLimitMb: 320, threads: 1 };

/** An order may lie a year ahead (a booking); anything later is a typing error. */
const futureMs = 366 * 86_400_000;

/**
 * Imports one uploaded file and returns its report; undefined when the key is not an upload.
 *
 * Every write names its target by the run, and the run by the event, so a repetition after a crash
 * overwrites what the first attempt left. The lake is written before what makes orders visible, and
 * the run is marked as succeeded last.
 *
 * @throws whatever S3, DynamoDB or the disk throws: the caller has the event delivered again. A file
 * that cannot be read is no reason to throw; its report says FAILED and why.
 */
export async function ingestFile(
  dependencies: IngestDependencies,
  file: UploadedFile,
): Promise<ImportReport | undefined> {
  const { runs, clock } = dependencies;
  const kind = kindOf(file);
  const fileName = fileNameOf(file);
  if (!kind || fileName === '' || file.key.endsWith('/')) {
    return undefined;
  }
  const startedAt = clock().toISOString();
  const begun = await runs.begin(begunReport({ id: runOf(file), fileName, kind, startedAt }));
  if (begun.status === 'SUCCEEDED') {
    return begun;
  }
  const database = await openDatabase(dependencies.databaseOptions ?? usualRoom);
  await defineIdentityHash(database, await dependencies.identityKey());
  const progress = await reportProgress(database, begun, dependencies.onProgress);
  try {
    const report = await importInto(database, dependencies, { file, begun, progress });
    await runs.save(report);
    return report;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) {
      throw error;
    }
    const finishedAt = clock().toISOString();
    const report = failedReport(begun, { failure: error.message, finishedAt });
    await runs.save(report);
    return report;
  } finally {
    progress.stop();
    await database.close();
  }
}

interface Job {
  readonly file: UploadedFile;
  readonly begun: ImportReport;
  readonly progress: ProgressReporter;
}

async function importInto(
  database: Database,
  dependencies: IngestDependencies,
  { file, begun, progress }: Job,
): Promise<ImportReport> {
  const { objects, clock } = dependencies;
  const path = join(database.directory, 'upload');
  progress.reach('DOWNLOAD');
  await download(objects, file.key, path);
  progress.reach('READ');
  const { built, ...read } = await readAndBuild(database, dependencies, {
    file,
    begun,
    progress,
    path,
  });
  const rowsRejected = (await countOf(database, 'bad_rows')) + (await countOf(database, 'refused'));
  await (rowsRejected > 0
    ? nameLines(database, { path, plan: read.plan })
    : database.run(noRejects));
  const outcome = { ...read, built, rowsRejected, firstRejects: await firstRejects(database) };
  // Before anything is written: counts that do not add up must not reach the lake.
  finishedReport(begun, { ...outcome, finishedAt: '' });
  progress.reach('STORE');
  await store(database, dependencies, { run: begun.id, built, rowsRejected });
  await dependencies.requestRefresh();
  progress.reach('DONE');
  return finishedReport(begun, { ...outcome, finishedAt: clock().toISOString() });
}

interface DownloadedJob extends Job {
  readonly path: string;
}

/** What a file says, in the lake's form; creates the tables `bad_rows` and `refused` of what is wrong. */
async function readAndBuild(
  database: Database,
  { objects, settings, databaseOptions }: IngestDependencies,
  { file, begun, progress, path }: DownloadedJob,
): Promise<{ plan: ImportPlan; built: Built; rowsRead: number }> {
  const shape = await shapeOfFile(database, path);
  if (!databaseOptions) {
    await database.useThreads(threadsFor((await stat(path)).size));
  }
  const plan = detect(begun.kind, shape, await givenMapping(objects, file));
  const { rows: sample, blanks } = shape;
  const fields = stagedFields(plan);
  const staging: Staging = { path, plan, fields, sample, blanks };
  const readRates = async () => (await objects.readText(ratesKey))?.text;
  const form = await takeGenericForm(database, { staging, settings, readRates });
  const planToBuild = form?.plan ?? plan;
  const built = await builders[begun.kind](database, {
    plan: planToBuild,
    settings,
    run: begun.id,
    eventTime: file.eventTime,
    // By the event, not by the clock: a repetition must refuse the same rows.
    latest: new Date(Date.parse(file.eventTime) + futureMs),
    staging: { ...staging, plan: planToBuild, isStaged: form !== undefined },
    onRead: () => progress.reach('CHECK'),
  });
  const read = form
    ? { built: withPreparation(built, form), rowsRead: form.rowsRead }
    : { built, rowsRead: built.rows + (await refusedRows(database)) };
  const warnings = [...fileWarnings(shape, read), ...(read.built.warnings ?? [])];
  return { plan, rowsRead: read.rowsRead, built: { ...read.built, warnings } };
}

async function refusedRows(database: Database): Promise<number> {
  await collectRefused(database);
  return countOf(database, 'refused');
}

const noRejects = `CREATE VIEW rejects AS
  SELECT 0 AS line, '' AS "column", '' AS value, '' AS reason WHERE false`;

const builders: Readonly<
  Record<UploadKind, (database: Database, context: BuildContext) => Promise<Built>>
> = { orders: buildOrderFile, spend: buildSpendFile, customers: buildCustomerFile };

async function download(objects: ObjectStore, key: string, path: string): Promise<void> {
  try {
    await objects.download(key, path);
  } catch (error) {
    if (error instanceof NoSuchKey) {
      throw new UnreadableFile(
        'expected the uploaded file; it was removed before it could be read. Upload it again.',
      );
    }
    throw error;
  }
}

interface Outcome {
  readonly run: string;
  readonly built: Built;
  readonly rowsRejected: number;
}

/** The lake first: it is the record. What DynamoDB holds can be made again from it. */
async function store(
  database: Database,
  { objects, recents, published, recentsLimit = mostRecentOrders }: IngestDependencies,
  { run, built, rowsRejected }: Outcome,
): Promise<void> {
  for (const { kind, file } of built.deltas.filter(({ rows }) => rows > 0)) {
    await objects.upload(file, deltaKey(kind, run));
  }
  await writeRecents(
    database,
    { objects, recents, published },
    { deltas: built.deltas, run, limit: recentsLimit },
  );
  if (rowsRejected > 0) {
    const rejects = join(database.directory, 'rejects.ndjson');
    await writeRejects(database, rejects);
    await objects.upload(rejects, rejectsKey(run));
  }
}
