import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDb } from '../../lambda/local/dynamodb.ts';
import { endpointOf, listen } from '../../lambda/local/s3/listen.ts';

const host = '127.0.0.1';
const startUpMs = 10_000;

/**
 * Starts dynoxide, a second implementation of DynamoDB (transactions, streams and TTL included), to
 * run the same store tests against.
 *
 * @returns undefined where its package is not installed: it is there for Linux on x64 only.
 */
export async function startDynoxide(): Promise<DynamoDb | undefined> {
  const binary = findBinary();
  if (binary === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'dynoxide-'));
  const port = await findFreePort();
  const address = ['--host', host, '--port', String(port)];
  const child = spawn(binary, ['serve', ...address, '--db-path', join(directory, 'tables.db')], {
    stdio: 'ignore',
  });
  const close = async () => {
    await stop(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(child, endpointOf({ host, port }));
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint: endpointOf({ host, port }), close };
}

function findBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    return join(manifest, '..', 'dynoxide');
  } catch {
    return undefined;
  }
}

/** dynoxide does not tell which port it took, so it is given one that was free a moment ago. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host, port: 0 });
  server.close();
  await once(server, 'close');
  return port;
}

async function untilItAnswers(child: ChildProcess, endpoint: string): Promise<void> {
  const deadline = Date.now() + startUpMs;
  while (child.exitCode === null && Date.now() < deadline) {
    const isUp = await fetch(endpoint).then(
      async (response) => {
        await response.arrayBuffer();
        return true;
      },
      () => false,
    );
    if (isUp) return;
    await sleep(10);
  }
  throw new Error(
    `Expected dynoxide to answer at ${endpoint} within ${startUpMs} ms; exit code ${child.exitCode}.`,
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
