import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseFittedModel } from '../../../graph/models/fitted-model.ts';
import { registeredModels } from '../../../graph/models/registry.ts';
import { runFit } from '../../../lambda/local/fit/run.ts';
import { orderFiles, runFitJson, runProcess } from './run-fit.ts';
import { shopLines, shopOrders } from './shop-lines.ts';

const files = await orderFiles();
const shop = await files.write('shop.csv', shopLines());

/** The models are much of a test's time: those that are about what is read take one of them. */
const oneModel = ['--model', 'BG_NBD'];

let fitOfShop: ReturnType<typeof runFitJson> | undefined;
/** What all models make of the shop, found once. */
function wholeFit(): ReturnType<typeof runFitJson> {
  fitOfShop ??= runFitJson('--orders', shop);
  return fitOfShop;
}

describe('a small shop', () => {
  test('gets a table of every model with its parameters, and a choice with its reason', async () => {
    const { code, out, err } = await runProcess('--orders', shop);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const { name, parameterNames } of registeredModels()) {
      expect(out).toMatch(new RegExp(`^${name} .*\\n  ${parameterNames[0]} [\\d.]+`, 'm'));
    }
    expect(out).toMatch(/log-likelihood +AIC +orders +MAE +RMSE +revenue/);
    expect(out).toMatch(/Backtest: fitted up to 2025-\d\d-\d\d.*\(the last quarter; --split/);
    expect(out).toMatch(/\nChoice: \w+ \(of the \d+ days held out .*\)\.\n$/);
  });

  test('is held out by its last quarter, and fitted to all of its days', async () => {
    const { firstDay, lastDay, fittedUntil, splitAt } = await wholeFit();
    const share =
      (Date.parse(lastDay) - Date.parse(splitAt ?? '')) /
      (Date.parse(lastDay) - Date.parse(firstDay));
    expect(share).toBeCloseTo(0.25, 2);
    expect(fittedUntil).toBe(lastDay);
  });

  test('is fitted to the days up to a split alone', async () => {
    const split = '2025-06-30';
    const kept = shopOrders().filter(({ day }) => day <= split);
    const { fittedUntil, customers, purchases } = await runFitJson(
      '--orders',
      shop,
      '--split',
      split,
      ...oneModel,
    );
    expect(fittedUntil).toBe(split);
    expect(customers).toBe(new Set(kept.map(({ customer }) => customer)).size);
    expect(purchases).toBe(new Set(kept.map(({ customer, day }) => customer + day)).size);
  });

  test('has the same fit whether time is in days or in weeks', async () => {
    const [days, weeks] = await Promise.all(
      ['day', 'week'].map((unit) =>
        runFitJson('--orders', shop, '--unit', unit, '--model', 'bg-nbd'),
      ),
    );
    const alphaOf = (document: typeof days) => {
      const model = document?.models[0];
      return model?.kind === 'fit' ? (model.params[1] ?? 0) : 0;
    };
    expect(alphaOf(days) / alphaOf(weeks)).toBeCloseTo(7, 5);
    expect(days?.models).toHaveLength(1);
    expect(days?.choice.by).toBe('REQUEST');
  });

  test('is read the same from a compressed file with other names and semicolons', async () => {
    const lines = shopLines().map((line, i) =>
      i === 0 ? 'Customer ID;Date;Amount' : line.replaceAll(',', ';'),
    );
    const other = await files.write('other.csv.gz', gzipSync(lines.join('\n')));
    const [one, two] = await Promise.all(
      [shop, other].map((file) => runFitJson('--orders', file, ...oneModel)),
    );
    expect(two?.modelFile).toEqual(one?.modelFile);
  });

  test('is read the same with columns and an order of dates that flags name', async () => {
    const lines = shopLines()
      .map((line) => line.replace(/(\d{4})-(\d\d)-(\d\d)/, '$3/$2/$1'))
      .map((line, i) => (i === 0 ? 'wer,wann,wieviel' : line));
    const other = await files.write('told.csv', lines);
    const maps = ['customerId=wer', 'orderedAt=wann', 'total=wieviel'].flatMap((map) => [
      '--map',
      map,
    ]);
    const one = await runFitJson('--orders', shop, ...oneModel);
    const two = await runFitJson('--orders', other, '--date-order', 'dmy', ...maps, ...oneModel);
    expect(two.modelFile).toEqual(one.modelFile);
  });

  test('is saved as a model file that can be read again', async () => {
    const path = files.pathOf('model.json');
    const document = await runFitJson('--orders', shop, '--save', path);
    const text = await readFile(path, 'utf8');
    expect(text.length).toBeLessThan(4096 * document.modelFile.candidates.length);
    expect(parseFittedModel(JSON.parse(text))).toEqual(document.modelFile);
  });
});

describe('orders', () => {
  test('of one customer on one day are one purchase', async () => {
    const twice = await files.write('twice.csv', [
      'customer_id,order_date,total',
      'a,2025-01-01 09:00,10',
      'a,2025-01-01 18:00,10',
      'a,2025-01-09,10',
      'b,2025-01-02,10',
    ]);
    expect(await runFitJson('--orders', twice)).toMatchObject({ customers: 2, purchases: 3 });
  });

  test('worth nothing are purchases unless left out, and are counted either way', async () => {
    const free = await files.write('free.csv', [
      'customer_id,order_date,total',
      'a,2025-01-01,10',
      'a,2025-01-09,0.00',
    ]);
    const kept = await runFitJson('--orders', free);
    expect(kept).toMatchObject({ purchases: 2, file: { zeroAmountOrders: 1, excluded: {} } });
    const left = await runFitJson('--orders', free, '--exclude-zero');
    expect(left).toMatchObject({
      purchases: 1,
      file: { zeroAmountOrders: 1, excluded: { ZERO_AMOUNT: 1 } },
    });
  });

  test('in other currencies are converted with a file of rates, each at the rate of its day', async () => {
    const file = await files.write('foreign.csv', [
      ...shopLines().map((line, i) => `${line},${i === 0 ? 'currency' : 'EUR'}`),
      'c-usd,2025-03-03,10.00,USD',
    ]);
    const rates = await files.write('rates.csv', ['day,currency,rate', '2025-03-03,USD,0.9']);
    const flags = ['--orders', file, '--model', 'bg-nbd'];
    const [without, converted] = [
      await runFitJson(...flags),
      await runFitJson(...flags, '--rates', rates),
    ];
    expect([without.file.rowsRejected, converted.file.rowsRejected]).toEqual([1, 0]);
    expect(converted.customers).toBe(without.customers + 1);
  });

  test('in the currency most of them name are read in it', async () => {
    const euros = await files.write('euros.csv', [
      'customer_id,order_date,total,currency',
      'a,2025-01-01,10,EUR',
      'b,2025-01-02,10,EUR',
      'b,2025-01-03,10,USD',
    ]);
    const document = await runFitJson('--orders', euros);
    expect(document.file).toMatchObject({ currency: 'EUR', rowsRead: 3, rowsRejected: 1 });
  });

  test('of a known export are put together from its rows', async () => {
    const shopify = join(
      import.meta.dirname,
      '../../fixtures/imports/shopify-several-rows-an-order.csv',
    );
    const { file, purchases } = await runFitJson('--orders', shopify);
    expect(file).toMatchObject({ format: 'shopify-orders-csv', rowsRead: 4, rowsRejected: 0 });
    expect(purchases).toBe(2);
  });

  test('that cannot be read are named by their line', async () => {
    const bad = await files.write('bad.csv', [
      'customer_id,order_date,total',
      'a,2025-01-01,10',
      'b,yesterday,10',
    ]);
    const out = await runFit(['--orders', bad]);
    expect(out).toContain('2 rows, 1 rejected');
    expect(out).toContain('rejected line 3');
  });
});

describe('a file without amounts', () => {
  const lines = shopLines().map((line) => line.replace(/,[^,]*$/, ''));

  test('still gets its order models, and no value', async () => {
    const path = await files.write('no-amounts.csv', lines);
    const [without, within] = await Promise.all([runFitJson('--orders', path), wholeFit()]);
    expect(without?.models.map(({ kind }) => kind)).toEqual(within?.models.map(({ kind }) => kind));
    expect(without?.spend).toMatchObject({ kind: 'insufficient', code: 'NO_AMOUNTS' });
    expect(without?.file.hasAmounts).toBe(false);
    const [one, two] = [without, within].map((document) => document?.models[0]);
    expect(one?.kind === 'fit' && one.logLikelihood).toBe(two?.kind === 'fit' && two.logLikelihood);
  });

  test('says so to a reader', async () => {
    const path = await files.write('no-amounts.csv', lines);
    const out = await runFit(['--orders', path, ...oneModel]);
    expect(out).toContain('Spend: the file has no amounts: orders can be predicted, value cannot');
  });
});

describe('too little', () => {
  test('of a dozen customers is answered with a prior, and says so', async () => {
    const few = await files.write('few.csv', shopLines(shopOrders(12)));
    const out = await runFit(['--orders', few]);
    expect(out).toContain('POOLED_WITH_PRIOR');
    expect(out).toMatch(/Choice: MBG_NBD \(.*at least 30 customers.* there are 12; answered with/);
  });

  test('of one customer is a reason and no failure', async () => {
    const one = await files.write('one.csv', ['customer_id,order_date,total', 'a,2025-01-01,10']);
    const document = await runFitJson('--orders', one);
    expect(document.choice).toMatchObject({ model: null, by: 'NONE' });
    expect(document.models[0]).toMatchObject({ kind: 'insufficient', code: 'TOO_FEW_CUSTOMERS' });
  });
});

test('a mistake is one line on stderr, and a code', async () => {
  const { code, out, err } = await runProcess('--orders', files.pathOf('nowhere.csv'));
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^Expected --orders to be a file that can be read, got ENOENT[^\n]*\n$/);
});

describe('is refused with what was expected', () => {
  test.each([
    ['a split before the first order', '2023-12-31', /--split to be a day from 2024-01-/],
    ['a split with nothing after it', '2025-12-31', /to before 2025-12-.*got 2025-12-31/],
  ])('%s', async (_, split, message) => {
    await expect(runFit(['--orders', shop, '--split', split])).rejects.toThrow(message);
  });

  test.each<readonly [string, readonly string[] | Uint8Array, RegExp]>([
    ['an empty file', [''], /the file is empty/],
    [
      'bytes of no format',
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251),
      /expected/,
    ],
    ['a file of something else', ['a,b', '1,2'], /a customer.*got the columns: a, b/],
    ['a header without orders', ['customer_id,order_date,total'], /at least one purchase/],
  ])('%s', async (name, content, message) => {
    const path = await files.write(`${name}.csv`, content);
    await expect(runFit(['--orders', path])).rejects.toThrow(message);
  });

  test('a folder', async () => {
    await expect(runFit(['--orders', import.meta.dirname])).rejects.toThrow(/that can be read/);
  });

  test('a model file that cannot be written', async () => {
    const nowhere = files.pathOf('no-folder/model.json');
    await expect(runFit(['--orders', shop, ...oneModel, '--save', nowhere])).rejects.toThrow(
      /--save to be a file that can be written/,
    );
  });
});
