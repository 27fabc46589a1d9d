import Big from 'big.js';
import { differencesOf, exclusionCounts, type ImportReport } from '../../graph/imports/import.ts';
import { printable } from './printable.ts';

const shownRejects = 5;

/** An import report as a few lines of text: where every row went. */
export function reportLines(report: ImportReport): string {
  const { fileName, failure, format, confidence } = report;
  if (failure !== null) {
    return printable(`${fileName}: not imported: ${failure}`);
  }
  return [
    `${fileName}: ${format}${confidence === null ? '' : ` (confidence ${confidence.toFixed(2)})`}, ` +
      `${report.rowsRead} rows = ${report.rowsKept} kept + ${report.rowsMerged} merged + ` +
      `${report.rowsExcluded} excluded + ${report.rowsRejected} rejected`,
    `  columns: ${Object.entries(report.mapping)
      .map(([field, column]) => `${field} ← ${column}`)
      .join(', ')}`,
    ...exclusionCounts(report).map(({ reason, rows }) => `  excluded ${reason}: ${rows}`),
    ...totalLines(report),
    ...explanationLines(report),
    ...warningLines(report),
    ...rejectLines(report),
  ]
    .map(printable)
    .join('\n');
}

function totalLines(report: ImportReport): string[] {
  const { totals } = report;
  if (!totals) {
    return [];
  }
  const difference = differencesOf(report).reduce(
    (sum, { amount }) => sum.plus(amount),
    new Big(0),
  );
  const explained = difference.eq(0) ? '' : ` + ${difference.toFixed(4)} explained`;
  return [
    `  ${totals.currency} ${totals.source} in the file = ${totals.kept} kept + ${totals.excluded} excluded + ${totals.rejected} rejected${explained}`,
    ...(totals.otherCurrencies ?? []).map(
      ({ currency, amount }) => `  ${currency} ${amount} rejected besides, in no sum above`,
    ),
  ];
}

function explanationLines({ explanations = [] }: ImportReport): string[] {
  return explanations.map(
    ({ reason, rows, amount }) =>
      `  explained: ${reason}: ${rows} rows${amount === null ? '' : `, ${amount}`}`,
  );
}

function warningLines({ warnings = [] }: ImportReport): string[] {
  return warnings.map(
    ({ message, rows }) => `  warning: ${message}${rows === null ? '' : `: ${rows}`}`,
  );
}

function rejectLines({ firstRejects, rowsRejected }: ImportReport): string[] {
  const lines = firstRejects
    .slice(0, shownRejects)
    .map(
      ({ line, column, value, reason }) =>
        `  rejected line ${line}${column === null ? '' : `, ${column} ${JSON.stringify(value)}`}: ${reason}`,
    );
  const rest = rowsRejected - lines.length;
  return rest > 0
    ? [...lines, `  … ${rest} more: { imports { nodes { rejects { line reason } } } }`]
    : lines;
}
