import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { createRefreshProcess } from '../../../lambda/local/refresh-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clv-refresh-process-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const nowhere = { endpoint: 'http://127.0.0.1:1', isEmbedded: true };
const request = { servers: { s3: nowhere, dynamoDb: nowhere }, settings: defaultSettings };

/** A module that tells its process id in the place of a stage, and then goes on as told. */
async function moduleThat(goesOn: string): Promise<URL> {
  const file = join(folder, `${goesOn.replaceAll(/\W/g, '')}.mjs`);
  await writeFile(
    file,
    `process.on('message', () => {
       process.send({ kind: 'stage', stage: process.pid }, () => { ${goesOn} });
     });`,
  );
  return pathToFileURL(file);
}

/** A refresh process that runs such a module, and the process ids it told of. */
async function started(goesOn: string) {
  const pids: unknown[] = [];
  const onProgress = (pid: unknown) => pids.push(pid);
  return { pids, runner: createRefreshProcess({ onProgress }, await moduleThat(goesOn)) };
}

test('refreshes run in one process that is not this one', async () => {
  const { pids, runner } = await started("process.send({ kind: 'done' });");
  await runner.refresh(request);
  await runner.refresh(request);
  runner.close();
  const [first, second] = pids;
  expect(first).toEqual(expect.any(Number));
  expect(second).toBe(first);
  expect(first).not.toBe(process.pid);
});

test.for([
  { ending: 'process.exit(3);', says: 'ended with 3' },
  { ending: "process.kill(process.pid, 'SIGKILL');", says: 'ended with SIGKILL' },
])(
  'a process that ends by $ending fails its refresh, and the next has another',
  async ({ ending, says }) => {
    const { pids, runner } = await started(ending);
    await expect(runner.refresh(request)).rejects.toThrow(says);
    await expect(runner.refresh(request)).rejects.toThrow(says);
    runner.close();
    expect(new Set(pids).size).toBe(2);
  },
);

test('what a refresh throws arrives as the error it was', async () => {
  const runner = createRefreshProcess({});
  await expect(runner.refresh(request)).rejects.toMatchObject({
    message: expect.stringContaining('ECONNREFUSED'),
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  runner.close();
});

test('a refresh under way keeps nobody alive, and ends with its owner', async () => {
  const source = new URL('../../../lambda/local/refresh-process.ts', import.meta.url);
  const owner = `
    import { createRefreshProcess } from ${JSON.stringify(source)};
    const waiting = setInterval(() => undefined, 1000);
    const onProgress = (pid) => { console.log(pid); clearInterval(waiting); };
    createRefreshProcess({ onProgress }, new URL(${JSON.stringify(await moduleThat('0;'))})).refresh({});`;
  const file = join(folder, 'owner.mjs');
  await writeFile(file, owner);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  while (isAlive(pid)) {
    await sleep(10);
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
