import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { ImportReport } from '../../graph/imports/import.ts';
import type { Settings } from '../../graph/settings.ts';
import { environment } from '../environment.ts';
import { s3Directory } from './backend.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { checkFiles, droppedFiles, isSample, keyOf } from './dropped-files.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { help, parseOptions, type StartOptions } from './options.ts';
import { createProgressLine, type ProgressLine } from './progress.ts';
import { reportLines } from './report-lines.ts';
import { lockDirectory } from './s3/directory-lock.ts';
import { settleSettings } from './shop-settings.ts';
import { UsageError } from './usage-error.ts';

/** The calendar and currency that the sample shop is generated in. */
const sampleSettings = { currency: 'EUR', timeZone: 'Europe/Berlin' };

/** What a data folder holds; `--fresh` removes nothing else. */
const ownFolders = ['s3', 'dynamodb', 'inbox', 'sample-shop', 'settings.json', 'settings.json.new'];

/** More files than anyone names on a command line. */
const shownReports = 100;

/** What a user can mend is one line; anything else is a defect, and shows where. */
await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
});

async function main(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv);
  if (!options) {
    process.stdout.write(help);
    return;
  }
  const line = createProgressLine(process.stdout);
  const { deployment, http } = await start(options, line);
  const stopping = stopOnSignals(deployment, http);
  try {
    await importFiles(options, deployment, line);
  } catch (error) {
    // What is closing fails whoever still uses it; nothing is lost by that.
    if (!stopping.aborted) {
      throw error;
    }
  }
  if (!stopping.aborted) {
    process.stdout.write(
      `\nclv-graph is ready: ${http.endpoint.replace('127.0.0.1', 'localhost')}/graphql\n`,
    );
  }
}

async function start(
  options: StartOptions,
  line: ProgressLine,
): Promise<{ deployment: Deployment; http: HttpServer }> {
  const { directory, host, port } = options;
  await checkFiles(options);
  const handlers = Promise.withResolvers<Deployment>();
  // The port first: a taken one must not be found out after a long import.
  const http = await startHttpServer({
    host,
    port,
    handler: async (event) => (await handlers.promise).api(event),
    onError: (error) => process.stderr.write(`${messageOf(error)}\n`),
  });
  const settings = await prepare(options);
  const deployment = await startDeployment({
    directory,
    settings,
    endpoints: {
      s3: process.env[environment.s3Endpoint],
      dynamoDb: process.env[environment.dynamoDbEndpoint],
    },
    onIngest: ({ fileName, stage, done, total }) =>
      line.show({ step: `${fileName}: ${stage.toLowerCase()}`, done, total }),
    onRefresh: (stage) => line.show({ step: `refresh: ${stage.toLowerCase()}` }),
    onError: (what, error) =>
      process.stderr.write(`${what}${error ? `: ${messageOf(error)}` : ''}\n`),
  });
  handlers.resolve(deployment);
  return { deployment, http };
}

/** Makes the data folder and settles its settings, unless another process works in it. */
async function prepare(options: StartOptions): Promise<Settings> {
  const { directory, isFresh, settings } = options;
  const release = await lockDirectory(s3Directory(directory));
  try {
    if (isFresh) {
      await checkOurs(directory);
      await rm(directory, { recursive: true, force: true });
    }
    await mkdir(directory, { recursive: true });
    return await settleSettings(directory, settings, isSample(options) ? sampleSettings : {});
  } finally {
    await release();
  }
}

/** A folder that holds anything else must not be emptied by a slip of the hand. */
async function checkOurs(directory: string): Promise<void> {
  const others = (await readdir(directory)).filter((name) => !ownFolders.includes(name));
  if (others.length > 0) {
    throw new UsageError(
      `Expected --fresh to start over in a folder of clv-graph, got ${directory}, which holds ${others.slice(0, 3).join(', ')}. Remove it yourself, or name another --data.`,
    );
  }
}

async function importFiles(
  options: StartOptions,
  deployment: Deployment,
  line: ProgressLine,
): Promise<void> {
  const startedAt = Date.now();
  const uploaded = new Map<string, string>();
  if (options.rates !== undefined) {
    await deployment.replaceRates(options.rates);
  }
  for (const file of await droppedFiles(options)) {
    const key = await keyOf(file);
    const isNew = await deployment.upload(file.path, key, file.mapping);
    uploaded.set(basename(file.path), key);
    const name = relative(process.cwd(), file.path);
    line.finish(isNew ? `${name}: uploaded` : `${name}: imported before`);
  }
  await deployment.idle();
  await deployment.refresh();
  const { reports } = await deployment.stores.imports.list(shownReports, undefined);
  // By the end, not the start: an import that a crash broke off began before.
  const finished = reports.filter(
    ({ finishedAt }) => finishedAt !== null && Date.parse(finishedAt) >= startedAt,
  );
  for (const report of finished.reverse()) {
    line.finish(reportLines(report));
  }
  await refuseFailures(finished, uploaded, deployment);
  const snapshot = await deployment.stores.snapshots.current();
  if (snapshot) {
    const { customers, orders, excludedOrders } = snapshot.counts;
    line.finish(
      `snapshot ${snapshot.id}: ${customers} customers, ${orders} orders (${excludedOrders} more do not count), ` +
        `as of ${snapshot.asOfDay}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
    );
  }
}

/**
 * A file that could not be imported ends the start, and is taken out of the bucket: the next start
 * tries it again instead of finding it imported before.
 */
async function refuseFailures(
  finished: readonly ImportReport[],
  uploaded: ReadonlyMap<string, string>,
  deployment: Deployment,
): Promise<void> {
  const failed = finished.filter(
    ({ status, fileName }) => status === 'FAILED' && uploaded.has(fileName),
  );
  for (const { fileName } of failed) {
    await deployment.remove(uploaded.get(fileName) ?? '');
  }
  const [first] = failed;
  if (first) {
    throw new UsageError(`${first.fileName} could not be imported: ${first.failure}`);
  }
}

/** Closes everything on the first signal, which the returned one tells of. */
function stopOnSignals(deployment: Deployment, http: HttpServer): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) {
      // Everything on disk survives this: uploads wait in the inbox, snapshots flip last.
      process.exit(130);
    }
    stopping.abort();
    process.stdout.write('\nstopping; once more to stop at once\n');
    http
      .close()
      .then(() => deployment.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exit(1);
      });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return stopping.signal;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const isUsers =
    error instanceof UsageError || 'code' in error || error.message.startsWith('Expected');
  return isUsers ? error.message : (error.stack ?? error.message);
}
