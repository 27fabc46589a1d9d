import { describe, expect, test } from 'vitest';
import { importFields } from '../../graph/imports/mapping.ts';
import { importReport, memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { importWithRejects, rejects } from './imports-sample.ts';

function shop() {
  const older = ['3', '2', '1'].map((day) => ({
    ...importReport(`imp_day${day}`),
    startedAt: `2026-06-0${day}T00:00:00.000Z`,
  }));
  return memoryStores({
    asOfDay: '2026-06-30',
    orders: [],
    imports: [importWithRejects, ...older],
    rejects,
  });
}

test('imports are read newest first, page after page', async () => {
  const { stores } = shop();
  const text =
    'query ($after: String) { imports(first: 3, after: $after) { nodes { fileName startedAt } pageInfo { hasNextPage endCursor } } }';
  const first = await query(stores, text);
  const { hasNextPage, endCursor } = first.data.imports.pageInfo;
  const second = await query(stores, text, { variables: { after: endCursor } });
  expect([hasNextPage, first.data.imports.nodes.length, second.data.imports.nodes]).toEqual([
    true,
    3,
    [{ fileName: 'ordersRecord', startedAt: '2026-06-01T00:00:00.000Z' }],
  ]);
});

test('a report accounts for every row', async () => {
  const { data } = await query(
    shop().stores,
    `{ imports(first: 1) { nodes { kind status format rowsRead rowsKept rowsMerged rowsExcluded rowsRejected
       mapping excluded { reason rows } totals { source { amount } kept { amount } } failure } } }`,
  );
  expect(data.imports.nodes[0]).toEqual({
    kind: 'ORDERS',
    status: 'SUCCEEDED',
    format: 'generic-csv',
    rowsRead: 9,
    rowsKept: 3,
    rowsMerged: 0,
    rowsExcluded: 1,
    rowsRejected: 5,
    mapping: { gross: 'Amount' },
    excluded: [{ reason: 'ZERO_AMOUNT', rows: 1 }],
    totals: { source: { amount: '24.00' }, kept: { amount: '30.00' } },
    failure: null,
  });
});

test('a report explains every difference of the totals, and says what it assumed', async () => {
  const { data } = await query(
    shop().stores,
    `{ imports(first: 1) { nodes {
       totals { differences { reason rows amount { amount currencyCode } }
         rejectedInOtherCurrencies { amount currencyCode } }
       explanations { reason rows amount } warnings { code message rows } } } }`,
  );
  expect(data.imports.nodes[0]).toEqual({
    totals: {
      differences: [
        { reason: 'refunds', rows: 2, amount: { amount: '-6.00', currencyCode: 'USD' } },
      ],
      rejectedInOtherCurrencies: [{ amount: expect.stringMatching(/^1000/), currencyCode: 'JPY' }],
    },
    explanations: [
      { reason: 'refunds', rows: 2, amount: '-6' },
      { reason: 'converted', rows: 1, amount: null },
    ],
    warnings: [{ code: 'UNKNOWN_STATUS', message: 'the status "x" is not known', rows: 1 }],
  });
});

const rejectsText = `query ($first: Int!, $offset: Int!) { imports(first: 1) { nodes {
  rowsRejected rejects(first: $first, offset: $offset) { line column reason }
} } }`;

test('the first refused rows come with the report, the rest from the file', async () => {
  const { stores, calls } = shop();
  const page = async (offset: number) =>
    (await query(stores, rejectsText, { variables: { first: 2, offset } })).data.imports.nodes[0];
  const pages = [await page(0), await page(2), await page(4)];
  const lines = pages.flatMap(({ rejects: rows }) => rows);
  expect(lines.map(({ line }: { readonly line: number }) => line)).toEqual([2, 3, 5, 8, 13]);
  expect(pages[0].rowsRejected).toBe(5);
  expect(calls.filter((call) => call.startsWith('imports.rejects'))).toEqual([
    'imports.rejects 2 2',
    'imports.rejects 4 2',
  ]);
});

test.each([
  [0, 0],
  [251, 0],
  [1, -1],
])('%i refused rows after %i are refused', async (first, offset) => {
  const variables = { first, offset };
  expect(codesOf(await query(shop().stores, rejectsText, { variables }))).toEqual([
    'BAD_USER_INPUT',
  ]);
});

describe('an upload', () => {
  const create =
    'mutation ($name: String!) { uploadCreate(kind: SPEND, fileName: $name) { upload { method key url } userErrors { field code } } }';
  const of = async (name: string) =>
    (await query(shop().stores, create, { variables: { name } })).data.uploadCreate;

  test('is one PUT to a key of its kind', async () => {
    expect(await of('a b.csv')).toEqual({
      upload: { method: 'PUT', key: 'uploads/spend/1/a b.csv', url: 'http://localhost/put' },
      userErrors: [],
    });
  });

  test.each(['', '  ', '..', '../a', 'a/b', 'a\\b', 'a\nb', 'a\u0000', 'x'.repeat(201)])(
    'named %j is refused',
    async (name) => {
      expect(await of(name)).toEqual({
        upload: null,
        userErrors: [{ field: ['fileName'], code: 'INVALID' }],
      });
    },
  );

  const mapped = async (kind: string, mapping: object) => {
    const { stores, calls } = shop();
    const text =
      'mutation ($kind: ImportKind!, $mapping: ColumnMappingInput) { uploadCreate(kind: $kind, fileName: "a.csv", mapping: $mapping) { upload { key } userErrors { field message } } }';
    const answer = await query(stores, text, { variables: { kind, mapping } });
    return { ...answer, calls };
  };

  test('keeps the columns that its owner names', async () => {
    const { data, calls } = await mapped('ORDERS', { orderId: 'Bestellnr', total: null });
    expect(data.uploadCreate.userErrors).toEqual([]);
    expect(calls).toContain('imports.createUpload {"orderId":"Bestellnr"}');
  });

  test.each([
    ['SPEND', { orderId: 'a' }, 'orderId', /^Expected one of day, .* for spend, got orderId\.$/],
    ['ORDERS', { total: ' ' }, 'total', /^Expected the name of a column/],
    ['ORDERS', { total: 'x'.repeat(501) }, 'total', /^Expected the name of a column/],
  ])('of %s refuses the mapping %j by its field', async (kind, mapping, field, message) => {
    const { data, calls } = await mapped(kind, mapping);
    expect(data.uploadCreate).toEqual({
      upload: null,
      userErrors: [{ field: ['mapping', field], message: expect.stringMatching(message) }],
    });
    expect(calls).toEqual([]);
  });

  test('of a field that does not exist is told which was meant', async () => {
    const { errors } = await mapped('ORDERS', { ordreId: 'a' });
    expect(errors?.[0]?.message).toMatch(/"ordreId" is not defined.*Did you mean "orderId"/s);
  });
});

test('every field that an import knows can be mapped', async () => {
  const { data } = await query(
    shop().stores,
    '{ __type(name: "ColumnMappingInput") { inputFields { name } } }',
  );
  const names = data.__type.inputFields.map(({ name }: { readonly name: string }) => name);
  expect(names.sort()).toEqual([...new Set(Object.values(importFields).flat())].sort());
});
