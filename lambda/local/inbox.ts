import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3EventRecord, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { uploadReceives } from '../layout.ts';
import { toSqsEvent } from './s3/events.ts';

export interface InboxOptions {
  /** Messages wait here as files, so that they outlive the process. */
  readonly directory: string;
  readonly handler: (event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Told of a message that failed for the last time. */
  readonly onDead: (key: string) => void;
}

/** Stands in for the queue between S3 and the ingest function: at least once, one at a time. */
export interface Inbox {
  /** Returns once the message is on disk. */
  push(record: S3EventRecord): Promise<void>;
  /** Whether a message about this write of an object was ever pushed. */
  hasSeen(key: string, etag: string): Promise<boolean>;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
  /** Lets the message under way finish; the others wait for the next start. */
  stop(): Promise<void>;
}

export async function openInbox({ directory, handler, onDead }: InboxOptions): Promise<Inbox> {
  const waiting = join(directory, 'waiting');
  const dead = join(directory, 'dead');
  const seen = join(directory, 'seen');
  await Promise.all([waiting, dead, seen].map((path) => mkdir(path, { recursive: true })));
  let isStopped = false;
  let working: Promise<void> | undefined;
  let arrivals = 0;

  async function work(): Promise<void> {
    while (!isStopped) {
      const known = arrivals;
      const [name] = (await readdir(waiting)).filter((file) => file.endsWith('.json')).sort();
      if (name !== undefined && !isStopped) {
        await deliver(name);
      } else if (known === arrivals) {
        return;
      }
    }
  }

  async function deliver(name: string): Promise<void> {
    const path = join(waiting, name);
    const record = JSON.parse(await readFile(path, 'utf8')) as S3EventRecord;
    for (let receive = 1; receive <= uploadReceives; receive += 1) {
      if (await isHandled(handler, record, receive)) {
        await rm(path);
        return;
      }
    }
    await rename(path, join(dead, name));
    onDead(record.s3.object.key);
  }

  /** A message that arrives while the folder is being read must not be overlooked. */
  function wake(): void {
    arrivals += 1;
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  wake();
  return {
    push: async (record) => {
      const name = `${Date.now()}-${randomUUID()}`;
      const partial = join(waiting, `${name}.partial`);
      await writeFile(partial, JSON.stringify(record));
      await rename(partial, join(waiting, `${name}.json`));
      const { key, eTag } = record.s3.object;
      await writeFile(join(seen, markOf(decodeURIComponent(key.replaceAll('+', ' ')), eTag)), '');
      wake();
    },
    hasSeen: (key, etag) =>
      access(join(seen, markOf(key, etag))).then(
        () => true,
        () => false,
      ),
    idle: async () => {
      while (working !== undefined) {
        await working;
      }
    },
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
}

async function isHandled(
  handler: InboxOptions['handler'],
  record: S3EventRecord,
  receive: number,
): Promise<boolean> {
  try {
    const { batchItemFailures } = await handler(toSqsEvent([record], receive));
    return batchItemFailures.length === 0;
  } catch {
    return false;
  }
}

function markOf(key: string, etag: string): string {
  return createHash('sha256')
    .update(JSON.stringify([key, etag]))
    .digest('hex');
}
