import { basename, relative } from 'node:path';
import type { ImportReport } from '../../graph/imports/import.ts';
import { environment } from '../environment.ts';
import { claimForSample, openDataFolder } from './data-folder.ts';
import type { Deployment } from './deployment.ts';
import { checkFiles, type DroppedFile, droppedFiles, keyOf, namesNoFile } from './dropped-files.ts';
import { startHttpServer } from './http-server.ts';
import { messageOf } from './message-of.ts';
import { help, parseOptions, type StartOptions } from './options.ts';
import { printable } from './printable.ts';
import { createProgressLine, type ProgressLine } from './progress.ts';
import { reportLines } from './report-lines.ts';
import { settleSettings } from './shop-settings.ts';
import { UsageError } from './usage-error.ts';
import { within } from './within.ts';

/** The calendar and currency that the sample shop is generated in. */
const sampleSettings = { currency: 'EUR', timeZone: 'Europe/Berlin' };

/** More files than anyone names on a command line. */
const shownReports = 100;

/** A request under way ends in this; an import may take minutes, and waits in the inbox until it is done. */
const graceMs = 1500;

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
  const { deployment, isSample, endpoint, close } = await start(options, line);
  const stopping = stopOnSignals(close);
  try {
    await importFiles(await droppedFiles(options, isSample), options.rates, deployment, line);
  } catch (error) {
    // What is closing fails whoever still uses it; nothing is lost by that.
    if (!stopping.aborted) {
      throw error;
    }
  }
  if (!stopping.aborted) {
    process.stdout.write(
      `\nclv-graph is ready: ${endpoint.replace('127.0.0.1', 'localhost')}/graphql\n`,
    );
  }
}

/** A deployment that is being served. */
interface Running {
  readonly deployment: Deployment;
  /** Whether the sample shop is what is served. */
  readonly isSample: boolean;
  readonly endpoint: string;
  /** False when work was still under way after a moment; it is done again by the next start. */
  close(): Promise<boolean>;
}

async function start(options: StartOptions, line: ProgressLine): Promise<Running> {
  const { directory, host, port } = options;
  await checkFiles(options);
  const handlers = Promise.withResolvers<Deployment>();
  // The port first: a taken one must not be found out after a long import.
  const http = await startHttpServer({
    host,
    port,
    handler: async (event) => (await handlers.promise).api(event),
    onError: (error) => process.stderr.write(`${messageOf(error)}\n`),
  }).catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  });
  const release = await openDataFolder(options);
  const isSample = namesNoFile(options) && (await claimForSample(directory));
  if (namesNoFile(options) && !isSample) {
    line.finish(`${printable(directory)}: holds a shop already, which is served as it is`);
  }
  const settings = await settleSettings(
    directory,
    options.settings,
    isSample ? sampleSettings : {},
  );
  // Engines and SDKs take a second to load: a mistake in a flag is told before.
  const { startDeployment } = await import('./deployment.ts');
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
      process.stderr.write(`${printable(what)}${error ? `: ${messageOf(error)}` : ''}\n`),
  });
  handlers.resolve(deployment);
  const close = async () => {
    const isDone = await within(
      graceMs,
      http.close().then(() => deployment.close()),
    );
    await release();
    return isDone;
  };
  return { deployment, isSample, endpoint: http.endpoint, close };
}

async function importFiles(
  files: readonly DroppedFile[],
  rates: string | undefined,
  deployment: Deployment,
  line: ProgressLine,
): Promise<void> {
  const startedAt = Date.now();
  const uploaded = new Map<string, string>();
  if (rates !== undefined) {
    await deployment.replaceRates(rates);
  }
  const { s3ObjectStore } = await import('../stores/s3/object-store.ts');
  const { s3, bucket } = deployment.configuration;
  const store = s3ObjectStore(s3, bucket);
  for (const file of files) {
    const key = await keyOf(file, store);
    const isNew = await deployment.upload(file.path, key, file.mapping);
    uploaded.set(basename(file.path), key);
    const name = printable(relative(process.cwd(), file.path));
    line.finish(
      isNew
        ? `${name}: uploaded`
        : `${name}: imported before; under another name it is imported again`,
    );
  }
  await deployment.idle();
  await deployment.refresh();
  const { reports } = await deployment.stores.imports.list(shownReports, undefined);
  // By the end, not the start: an import that a crash broke off began before.
  const finished = reports.filter(
    ({ finishedAt }) => finishedAt !== null && Date.parse(finishedAt) >= startedAt,
  );
  const failed = finished.filter(
    ({ status, fileName }) => status === 'FAILED' && uploaded.has(fileName),
  );
  for (const report of finished.filter((one) => !failed.includes(one)).reverse()) {
    line.finish(reportLines(report));
  }
  await refuseFailures(failed, uploaded, deployment);
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
  failed: readonly ImportReport[],
  uploaded: ReadonlyMap<string, string>,
  deployment: Deployment,
): Promise<void> {
  for (const { fileName } of failed) {
    await deployment.remove(uploaded.get(fileName) ?? '');
  }
  const [first] = failed;
  if (first) {
    throw new UsageError(`${first.fileName} could not be imported: ${first.failure}`);
  }
}

/** Closes everything on the first signal, which the returned one tells of. */
function stopOnSignals(close: Running['close']): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) {
      // Everything on disk survives this: uploads wait in the inbox, snapshots flip last.
      process.exit(130);
    }
    stopping.abort();
    process.stdout.write('\nstopping; once more to stop at once\n');
    close()
      .then((isDone) => {
        if (!isDone) {
          process.stdout.write('what was under way is kept, and done by the next start\n');
        }
        process.exit(0);
      })
      .catch((error: unknown) => {
        process.stderr.write(`${messageOf(error)}\n`);
        process.exit(1);
      });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return stopping.signal;
}
