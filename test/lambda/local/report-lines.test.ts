import { expect, test } from 'vitest';
import type { ImportReport } from '../../../graph/imports/import.ts';
import { reportLines } from '../../../lambda/local/report-lines.ts';

const report: ImportReport = {
  id: 'imp_1',
  fileName: 'orders.csv',
  kind: 'orders',
  format: 'generic-csv',
  confidence: 0.9,
  mapping: { orderId: 'order_id', total: 'amount' },
  status: 'SUCCEEDED',
  startedAt: '2026-07-01T00:00:00.000Z',
  finishedAt: '2026-07-01T00:00:01.000Z',
  rowsRead: 10,
  rowsKept: 2,
  rowsMerged: 0,
  rowsExcluded: 1,
  rowsRejected: 7,
  excludedByReason: { ZERO_AMOUNT: 1 },
  totals: { currency: 'USD', source: '20.00', kept: '15.00', excluded: '0.00', rejected: '5.00' },
  records: 3,
  firstRejects: Array.from({ length: 7 }, (_, index) => ({
    line: index + 4,
    column: index === 0 ? null : 'date',
    value: index === 0 ? null : 'never',
    reason: 'no date',
  })),
  failure: null,
};

test('a report says where every row and the money went', () => {
  expect(reportLines(report).split('\n')).toEqual([
    'orders.csv: generic-csv (confidence 0.90), 10 rows = 2 kept + 0 merged + 1 excluded + 7 rejected',
    '  columns: orderId ← order_id, total ← amount',
    '  excluded ZERO_AMOUNT: 1',
    '  USD 20.00 in the file = 15.00 kept + 0.00 excluded + 5.00 rejected',
    '  rejected line 4: no date',
    ...[5, 6, 7, 8].map((line) => `  rejected line ${line}, date "never": no date`),
    expect.stringMatching(/^ {2}… 2 more: \{ imports /),
  ]);
});

test('a file that failed as a whole says why in one line', () => {
  const failed = { ...report, status: 'FAILED', failure: 'expected a table' } as const;
  expect(reportLines(failed)).toBe('orders.csv: not imported: expected a table');
});

test('differences from the total of the file are explained, and assumptions are warnings', () => {
  const lines = reportLines({
    ...report,
    totals: {
      ...{ currency: 'USD', source: '14.00', kept: '15.00', excluded: '0.00', rejected: '5.00' },
      otherCurrencies: [{ currency: 'JPY', amount: '1000.0000' }],
    },
    explanations: [
      { reason: 'refunds, taken off', rows: 2, amount: '-6.0000' },
      { reason: 'converted', rows: 1, amount: null },
    ],
    warnings: [
      { code: 'UNKNOWN_STATUS', message: 'the status "x" is not known', rows: 3 },
      { code: 'NO_ROWS', message: 'no rows', rows: null },
    ],
    firstRejects: [],
  }).split('\n');
  expect(lines.slice(3, 9)).toEqual([
    '  USD 14.00 in the file = 15.00 kept + 0.00 excluded + 5.00 rejected + -6.0000 explained',
    '  JPY 1000.0000 rejected besides, in no sum above',
    '  explained: refunds, taken off: 2 rows, -6.0000',
    '  explained: converted: 1 rows',
    '  warning: the status "x" is not known: 3',
    '  warning: no rows',
  ]);
});

test('column names cannot command the terminal', () => {
  const text = reportLines({ ...report, mapping: { total: 'sum\u001b[2J\nmore' } });
  expect(text).toContain('total ← sum\\u001b[2J\\u000amore');
});
