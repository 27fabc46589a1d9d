import type { ImportReport, Reject } from '../../graph/imports/import.ts';
import { importReport } from '../support/memory-stores.ts';

/** Refused rows of one file: the report carries the first three of five. */
export const rejects: readonly Reject[] = [2, 3, 5, 8, 13].map((line) => ({
  line,
  column: 'gross',
  value: 'x',
  reason: 'not an amount',
}));

export const importWithRejects: ImportReport = {
  ...importReport('imp_1'),
  fileName: 'orders.csv',
  format: 'generic-csv',
  mapping: { gross: 'Amount' },
  rowsRead: 9,
  rowsKept: 3,
  rowsExcluded: 1,
  rowsRejected: 5,
  excludedByReason: { ZERO_AMOUNT: 1 },
  totals: {
    ...{ currency: 'USD', source: '24', kept: '30', excluded: '0', rejected: '0' },
    otherCurrencies: [{ currency: 'JPY', amount: '1000' }],
  },
  explanations: [
    { reason: 'refunds', rows: 2, amount: '-6' },
    { reason: 'converted', rows: 1, amount: null },
  ],
  warnings: [{ code: 'UNKNOWN_STATUS', message: 'the status "x" is not known', rows: 1 }],
  firstRejects: rejects.slice(0, 3),
};
