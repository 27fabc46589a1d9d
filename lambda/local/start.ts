import { mkdir, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { environment } from '../environment.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { droppedFiles, isSample, keyOf } from './dropped-files.ts';
import { type HttpServer, startHttpServer } from './http-server.ts';
import { help, parseOptions, type StartOptions, UsageError } from './options.ts';
import { createProgressLine, type ProgressLine } from './progress.ts';
import { reportLines } from './report-lines.ts';
import { settleSettings } from './shop-settings.ts';

/** The calendar and currency that the sample shop is generated in. */
const sampleSettings = { currency: 'EUR', timeZone: 'Europe/Berlin' };

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
  stopOnSignals(deployment, http);
  await importFiles(options, deployment, line);
  process.stdout.write(
    `\nclv-graph is ready: ${http.endpoint.replace('127.0.0.1', 'localhost')}/graphql\n`,
  );
}

async function start(
  options: StartOptions,
  line: ProgressLine,
): Promise<{ deployment: Deployment; http: HttpServer }> {
  const { directory, isFresh, host, port } = options;
  const handlers = Promise.withResolvers<Deployment>();
  // The port first: a taken one must not be found out after a long import.
  const http = await startHttpServer({
    host,
    port,
    handler: async (event) => (await handlers.promise).api(event),
    onError: (error) => process.stderr.write(`${messageOf(error)}\n`),
  });
  if (isFresh) {
    await rm(directory, { recursive: true, force: true });
  }
  await mkdir(directory, { recursive: true });
  const presets = isSample(options) ? sampleSettings : {};
  const deployment = await startDeployment({
    directory,
    settings: await settleSettings(directory, options.settings, presets),
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

async function importFiles(
  options: StartOptions,
  deployment: Deployment,
  line: ProgressLine,
): Promise<void> {
  const startedAt = Date.now();
  for (const file of await droppedFiles(options)) {
    const isNew = await deployment.upload(file.path, await keyOf(file));
    const name = relative(process.cwd(), file.path);
    line.finish(isNew ? `${name}: uploaded` : `${name}: imported before`);
  }
  await deployment.idle();
  await deployment.refresh();
  const { reports } = await deployment.stores.imports.list(10, undefined);
  for (const report of reports
    .filter(({ startedAt: at }) => Date.parse(at) >= startedAt)
    .reverse()) {
    line.finish(reportLines(report));
  }
  const snapshot = await deployment.stores.snapshots.current();
  if (snapshot) {
    const { customers, orders, excludedOrders } = snapshot.counts;
    line.finish(
      `snapshot ${snapshot.id}: ${customers} customers, ${orders} orders (${excludedOrders} more do not count), ` +
        `as of ${snapshot.asOfDay}, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`,
    );
  }
}

function stopOnSignals(deployment: Deployment, http: HttpServer): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) {
      // Everything on disk survives this: uploads wait in the inbox, snapshots flip last.
      process.exit(130);
    }
    isStopping = true;
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
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const isUsers =
    error instanceof UsageError || 'code' in error || error.message.startsWith('Expected');
  return isUsers ? error.message : (error.stack ?? error.message);
}
