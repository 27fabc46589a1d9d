import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAt, runStart, type StartCommand } from '../support/start-command.ts';

let folder: string;
let orders: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clv-start-'));
  orders = join(folder, 'orders.csv');
  await writeFile(orders, ordersCsv(300));
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
  for (const flag of [...flags, 'variable-cost', 'host', 'data', 'fresh']) {
    expect(stdout).toContain(`--${flag}`);
  }
});

describe('what cannot be done is one clear line and a code that is not 0', () => {
  test.for([
    { flags: ['--colour', 'red'], says: /--colour/ },
    { flags: ['red'], says: /red/ },
    { flags: ['--port', 'many'], says: /^Expected --port to be a whole number.*got many/ },
    { flags: ['--port', '70000'], says: /^Expected --port .*got 70000/ },
    { flags: ['--margin', '30'], says: /^Expected --margin to be a share.*got 30/ },
    { flags: ['--margin', ''], says: /^Expected --margin/ },
    { flags: ['--currency', 'XQX'], says: /^Expected --currency .*got XQX/ },
    { flags: ['--currency', 'euro'], says: /^Expected --currency .*got euro/ },
    { flags: ['--time-zone', 'Mars/Olympus'], says: /^Expected --time-zone .*got Mars\/Olympus/ },
    { flags: ['--as-of', '2026-02-30'], says: /^Expected --as-of to be a day.*got 2026-02-30/ },
    {
      flags: ['--orders', '/nowhere/orders.csv'],
      says: /^Expected --orders .*\/nowhere\/orders.csv/,
    },
    { flags: ['--spend', '/'], says: /^Expected --spend to name a readable file, got \// },
  ])('$flags', async ({ flags, says }) => {
    const { code, stderr } = await refusal([
      ...['--data', join(folder, 'refused'), '--port', '0'],
      ...flags,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n {4}at /);
    // A flag that nobody knows is answered with a hint at --help as well.
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
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
    expect(stdout).toContain('300 rows = 300 kept + 0 merged + 0 excluded + 0 rejected');
    expect(stdout).toMatch(/snapshot \S+: 60 customers, 300 orders/);
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
    expect((await askAt(url, facts)).data.business.customerCount).toBe(60);
  });
});

test('Ctrl-C ends well and loses nothing; the next start reads nothing again', async () => {
  const first = start('again');
  const url = await first.ready();
  await askAt(
    url,
    'mutation { ordersRecord(orders: [{ orderId: "L", customerId: "1", orderedAt: "2026-06-01T00:00:00Z", gross: "5" }]) { userErrors { code } } }',
  );
  expect(await first.kill('SIGINT')).toBe(0);
  expect(first.output().stderr).toBe('');

  const second = start('again');
  const { data } = await askAt(await second.ready(), facts);
  expect(second.output().stdout).toMatch(/orders\.csv: imported before/);
  expect(data.business.metrics.orders).toBe(301);

  expect(await second.kill('SIGTERM')).toBe(0);
});

test('a setting that contradicts what was imported is refused, --fresh imports again under it', async () => {
  const data = join(folder, 'settings');
  const first = start('settings', '--currency', 'EUR', '--margin', '0.5');
  await first.ready();
  await first.kill('SIGINT');

  const { code, stderr } = await refusal([
    ...['--orders', orders, '--data', data, '--port', '0', '--currency', 'USD'],
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Expected the currency that .* was imported with \(EUR\), got USD\. Add --fresh[^\n]*\n$/,
  );

  const fresh = start('settings', '--currency', 'USD', '--fresh');
  const url = await fresh.ready();
  const answer = await askAt(
    url,
    '{ business { metrics { grossMargin { amount currencyCode } } value { historic { amount } } } }',
  );
  await fresh.kill('SIGINT');
  expect(fresh.output().stdout).toMatch(/orders\.csv: uploaded/);
  expect(answer.data.business.metrics.grossMargin.currencyCode).toBe('USD');
});

test('SIGINT in the middle of the import ends well, and the next start finishes it', async () => {
  const big = join(folder, 'big.csv');
  await writeFile(big, ordersCsv(60_000));
  const flags = ['--orders', big, '--port', '0', '--data', join(folder, 'interrupted')];
  const first = runStart(flags);
  await first.says('uploaded');
  expect(await first.kill('SIGINT')).toBe(0);
  const second = runStart(flags);
  const { data } = await askAt(await second.ready(), facts);
  await second.kill('SIGINT');
  expect(data.business.metrics.orders).toBe(60_000);
});

test('SIGKILL at any moment of the import, then a start: the state of an undisturbed one', async () => {
  const big = join(folder, 'killed.csv');
  await writeFile(big, ordersCsv(20_000));
  await appendFile(big, 'N0,0,2025-01-01,10.25\nbad,0,never,1\n');
  const run = (data: string) =>
    runStart(['--orders', big, '--port', '0', '--data', join(folder, data)]);
  const undisturbed = run('undisturbed');
  const expected = (await askAt(await undisturbed.ready(), facts)).data;
  await undisturbed.kill('SIGKILL');

  for (const afterMs of [0, 150, 400]) {
    const command = run('killed');
    await command.says(afterMs === 0 ? 'uploaded' : 'orders').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await command.kill('SIGKILL');
  }
  const last = run('killed');
  const { data } = await askAt(await last.ready(), facts);
  await last.kill('SIGKILL');
  expect(data).toEqual(expected);
});
