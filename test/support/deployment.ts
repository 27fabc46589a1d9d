import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultSettings, type Settings } from '../../graph/settings.ts';
import { type ApiHandler, createHandler, storesOf } from '../../lambda/api.ts';
import { identityKeyOf } from '../../lambda/identity-key.ts';
import { type UploadKind, uploadKey } from '../../lambda/layout.ts';
import {
  type Deployment,
  type DeploymentOptions,
  startDeployment,
} from '../../lambda/local/deployment.ts';
import { s3ObjectStore } from '../../lambda/stores/s3/object-store.ts';
import { ask } from './api-event.ts';
import type { Answer } from './query.ts';
import { type CallLog, recordCalls } from './sdk-calls.ts';

type Variables = Readonly<Record<string, unknown>>;

/** A laptop deployment in a folder of its own, and the ways in which tests look at it. */
export interface TestDeployment {
  readonly deployment: Deployment;
  readonly directory: string;
  /** What its clients asked of S3 and DynamoDB. */
  readonly calls: CallLog;
  /** Asks the API as its owner, over a real HTTP API event. */
  query(text: string, variables?: Variables): Promise<Answer>;
  /** The same API with caches as empty as those of a new process. */
  coldQuery(): (text: string, variables?: Variables) => Promise<Answer>;
  /** Puts a file into the bucket and waits until it is imported and its snapshot published. */
  importFile(kind: UploadKind, name: string, content: string): Promise<void>;
  /** Publishes a snapshot of everything so far, and waits until `query` answers from it. */
  refresh(): Promise<void>;
  /** Stops it and removes the folder. */
  close(): Promise<void>;
}

export interface TestDeploymentOptions {
  readonly settings?: Partial<Settings>;
  readonly endpoints?: DeploymentOptions['endpoints'];
}

/** Starts a deployment without data. What goes wrong inside it is written to stderr. */
export async function openDeployment(options: TestDeploymentOptions = {}): Promise<TestDeployment> {
  const directory = await mkdtemp(join(tmpdir(), 'clv-deployment-'));
  const settings = { ...defaultSettings, ...options.settings };
  const deployment = await startDeployment({
    directory,
    settings,
    ...(options.endpoints ? { endpoints: options.endpoints } : {}),
    onError: (what, error) => process.stderr.write(`${what}: ${error}\n`),
  });
  const { configuration, upload, idle } = deployment;
  const calls = recordCalls(configuration.s3, configuration.table.client);
  const query = queryOf(deployment.api);
  const coldQuery = () => queryOf(coldApi(deployment, settings));
  let files = 0;
  return {
    deployment,
    directory,
    calls,
    query,
    coldQuery,
    refresh: async () => {
      await deployment.refresh();
      const newest = await snapshotOf(coldQuery());
      // A warm API takes the pointer for current for a second.
      while ((await snapshotOf(query)) !== newest) {
        await sleep(50);
      }
    },
    importFile: async (kind, name, content) => {
      files += 1;
      const path = join(directory, 'files', String(files), name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      await upload(path, uploadKey(kind, `test-${files}`, name));
      await idle();
    },
    close: async () => {
      await deployment.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Query = TestDeployment['query'];

function queryOf(api: ApiHandler): Query {
  return (text, variables) => ask(api, text, variables);
}

async function snapshotOf(query: Query): Promise<string> {
  const { data } = await query('{ business { snapshot { id } } }');
  return data.business.snapshot.id;
}

function coldApi({ configuration, stores }: Deployment, settings: Settings): ApiHandler {
  return createHandler({
    stores: storesOf(
      configuration,
      () => stores.snapshots.startRefresh(),
      async () => undefined,
    ),
    settings,
    identityKey: identityKeyOf(s3ObjectStore(configuration.s3, configuration.bucket)),
    onUnexpectedError: (error) => process.stderr.write(`${error}\n`),
  });
}
