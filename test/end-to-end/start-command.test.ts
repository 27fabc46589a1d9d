import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAt, runStart, type StartCommand } from '../support/start-command.ts';

let folder: string;
let orders: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clv-start-'));
  orders = join(folder, 'orders.csv');
  await writeFile(orders, ordersCsv(60));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ordersCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const day = new Date(Date.UTC(2025, 0, 1 + ((index * 31) % 500))).toISOString().slice(0, 10);
    return `N${index},${index % Math.ceil(count / 5)},${day},${10 + (index % 9)}.25`;
  });
  return `order_id,customer_id,date,amount\n${rows.join('\n')}\n`;
}

/** A start on the small file, at any free port. */
function start(data: string, ...flags: string[]): StartCommand {
  return runStart(['--orders', orders, '--data', join(folder, data), '--port', '0', ...flags]);
}

/** How a command ends that has to refuse: its code and what it says. */
async function refusal(flags: readonly string[]) {
  const command = runStart(flags);
  const code = await command.exit();
  return { code, ...command.output() };
}

const facts =
  '{ business { customerCount metrics { orders buyers revenue { amount } repeatRate } } }';

test('--help lists every flag and ends well', async () => {
  const { code, stdout, stderr } = await refusal(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const flags = [
    'orders',
    'spend',
    'customers',
    'currency',
    'time-zone',
    'margin',
    'as-of',
    'port',
  ];
  for (const flag of [
    ...flags,
    'variable-cost',
    'map',
    'date-order',
    'rates',
    'host',
    'data',
    'fresh',
  ]) {
    expect(stdout).toContain(`--${flag}`);
  }
});

/** Every flag is tried in test/lambda/local/options.test.ts; here, that a refusal ends the process well. */
test.for([
  { flags: ['--colour', 'red'], says: /--colour/ },
  { flags: ['--currency', 'XQX'], says: /^Expected --currency .*got XQX\.\n$/ },
  { flags: ['--spend', '/'], says: /^Expected --spend to name a readable file, got \/ [^\n]*\n$/ },
])('$flags is refused in a clear line', async ({ flags, says }) => {
  const data = ['--data', join(folder, 'refused'), '--port', '0'];
  const { code, stderr } = await refusal([...data, ...flags]);
  expect(code).toBe(1);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/\n {4}at /);
});

test('a file that is no orders file is told of once', async () => {
  const file = join(folder, 'letter.csv');
  await writeFile(file, 'hello\nworld\n');
  const data = ['--data', join(folder, 'letter'), '--port', '0'];
  const { code, stdout, stderr } = await refusal([...data, '--orders', file]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^letter\.csv could not be imported: expected [^\n]*\n$/);
  expect(stdout).not.toContain('expected');
});

test('a file that cannot be read is found out before --fresh forgets anything', async () => {
  const data = join(folder, 'kept');
  await mkdir(data);
  await writeFile(join(data, 'settings.json'), '{"currency":"EUR"}');
  const flags = ['--fresh', '--orders', '/nowhere.csv', '--data', data, '--port', '0'];
  const { code } = await refusal(flags);
  expect([code, await readFile(join(data, 'settings.json'), 'utf8')]).toEqual([
    1,
    '{"currency":"EUR"}',
  ]);
});

describe('a running deployment', () => {
  let command: StartCommand;
  let url: string;
  beforeAll(async () => {
    command = start('running', '--currency', 'CHF', '--time-zone', 'Europe/Zurich');
    url = await command.ready();
  });
  afterAll(() => command.kill('SIGKILL'));

  test('says where every row went and what it serves', () => {
    const { stdout, stderr } = command.output();
    expect(stderr).toBe('');
    expect(stdout).toContain('60 rows = 60 kept + 0 merged + 0 excluded + 0 rejected');
    expect(stdout).toMatch(/snapshot \S+: 12 customers, 60 orders/);
  });

  test('answers in the currency that the flag named', async () => {
    const { data } = await askAt(url, '{ business { metrics { revenue { currencyCode } } } }');
    expect(data.business.metrics.revenue.currencyCode).toBe('CHF');
  });

  test('shows a browser the Sandbox, and a page that helps where it cannot be loaded', async () => {
    const response = await fetch(url, { headers: { accept: 'text/html,application/xhtml+xml' } });
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('EmbeddedSandbox');
    expect(page).toContain('The API is running, Apollo Sandbox could not be loaded');
    expect(page).toContain("-H 'content-type: application/json'");
  });

  test('answers a GET of a client with JSON', async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent('{ business { label } }')}`, {
      headers: { accept: 'application/json', 'apollo-require-preflight': 'true' },
    });
    expect(await response.json()).toMatchObject({ data: { business: { label: 'All customers' } } });
  });

  test('has nothing at other paths', async () => {
    const { status } = await fetch(new URL('/nothing', url));
    expect(status).toBe(404);
  });

  test('leads from / to the API', async () => {
    const response = await fetch(new URL('/', url), { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  test('refuses a body that is too long', async () => {
    const { status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(11 * 1024 * 1024),
    });
    expect(status).toBe(413);
  });

  test('answers a body that is no JSON with what it expected', async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "query": ',
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('Expected a JSON body'),
    ]);
  });

  test('keeps its port: another start says that it is taken', async () => {
    const { code, stderr } = await refusal([
      ...['--orders', orders, '--data', join(folder, 'other')],
      ...['--port', new URL(url).port],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Expected to listen on 127\.0\.0\.1:\d+: listen EADDRINUSE[^\n]*\n$/);
  });

  test('keeps its folder: another start says who is using it, and changes nothing there', async () => {
    const settings = join(folder, 'running', 'settings.json');
    const before = await readFile(settings, 'utf8');
    const { code, stderr } = await refusal([
      ...['--orders', orders, '--data', join(folder, 'running'), '--port', '0'],
      ...['--fresh', '--margin', '0.9'],
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^Expected .* to be free, but process ${command.child.pid} is using it\\.\\n$`),
    );
    expect(await readFile(settings, 'utf8')).toBe(before);
    expect((await askAt(url, facts)).data.business.customerCount).toBe(12);
  });
});

describe('a folder that was started before', () => {
  const flags = ['--currency', 'EUR', '--margin', '0.5'];
  beforeAll(async () => {
    const command = start('again', ...flags);
    const { errors } = await askAt(
      await command.ready(),
      `mutation { ordersRecord(orders: [
        { orderId: "L", customerId: "1", orderedAt: "2026-06-01T00:00:00Z", gross: "5" }
      ]) { userErrors { code } } }`,
    );
    const code = await command.kill('SIGINT');
    expect({ errors, code, stderr: command.output().stderr }).toEqual({
      errors: [],
      code: 0,
      stderr: '',
    });
  });

  test('keeps currency and calendar: a flag that contradicts them is refused', async () => {
    const command = start('again', '--currency', 'USD');
    expect(await command.exit()).toBe(1);
    expect(command.output().stderr).toMatch(
      /^Expected the currency that .* was imported with \(EUR\), got USD\. Add --fresh[^\n]*\n$/,
    );
  });

  test('has lost nothing by Ctrl-C and imports nothing again', async () => {
    const command = start('again');
    const { data } = await askAt(await command.ready(), facts);
    expect(await command.kill('SIGTERM')).toBe(0);
    expect(command.output().stdout).toContain('orders.csv: imported before');
    expect(command.output().stdout).not.toContain('60 rows');
    expect(data.business.metrics.orders).toBe(61);
  });

  test('starts over with --fresh, under other settings', async () => {
    const command = start('again', '--fresh', '--currency', 'USD');
    const { data } = await askAt(
      await command.ready(),
      '{ business { metrics { orders revenue { currencyCode } } } }',
    );
    await command.kill('SIGKILL');
    expect(command.output().stdout).toContain('orders.csv: uploaded');
    expect(data.business.metrics).toEqual({ orders: 60, revenue: { currencyCode: 'USD' } });
  });
});

/** Five starts: more than the usual minute on a busy machine. */
const patient = { timeout: 180_000 };

test(
  'an import that is broken off again and again ends in the state of an undisturbed one',
  patient,
  async () => {
    const file = join(folder, 'long.csv');
    await writeFile(file, `${ordersCsv(2500)}N0,0,2025-01-01,10.25\nbad,0,never,1\n`);
    const run = (data: string) =>
      runStart(['--orders', file, '--port', '0', '--data', join(folder, data)]);
    const undisturbed = run('undisturbed');
    const expected = (await askAt(await undisturbed.ready(), facts)).data;
    await undisturbed.kill('SIGKILL');

    for (const [signal, afterMs] of [
      ['SIGKILL', 0],
      ['SIGINT', 50],
      ['SIGKILL', 250],
    ] as const) {
      const command = run('disturbed');
      await command.says('long.csv');
      await sleep(afterMs);
      expect(await command.kill(signal)).toBe(signal === 'SIGINT' ? 0 : null);
    }
    // Without files: the folder is served as it is, and no sample shop joins it.
    const last = runStart(['--port', '0', '--data', join(folder, 'disturbed')]);
    const { data } = await askAt(await last.ready(), facts);
    await last.kill('SIGKILL');
    expect(data).toEqual(expected);
  },
);
