import type { FileShape } from './plan.ts';

const pointAmount = /^[^\d]*\d{1,3}(,\d{2,3})*\.\d+[^\d]*$|^[^\d]*\d+\.\d+[^\d]*$/;
const commaAmount = /^[^\d]*\d{1,3}(\.\d{3})*,\d+[^\d]*$|^[^\d]*\d+,\d+[^\d]*$/;
/** `1.234` and `1,234` can be a thousand or a fraction: they prove nothing. */
const groupOnly = /^[^\d]*\d{1,3}([.,]\d{3})[^\d]*$/;

/** What separates thousands in French and Swiss amounts (1 234,56 and 1'234.50), and says nothing of the decimals. */
const blanks = /[\s'’]/g;

/**
 * Which character stands before the decimals in the given columns. What the values prove decides;
 * where they prove nothing, a semicolon-separated file writes decimal commas (that is why its
 * separator is a semicolon).
 */
export function decimalMarkOf(
  { container, columns, rows }: FileShape,
  amountColumns: readonly string[],
): '.' | ',' {
  const positions = amountColumns.map((column) => columns.indexOf(column));
  const values = rows.flatMap((row) =>
    positions.map((position) => (row[position] ?? '').replaceAll(blanks, '')),
  );
  const telling = values.filter((value) => !groupOnly.test(value));
  const points = telling.filter((value) => pointAmount.test(value)).length;
  const commas = telling.filter((value) => commaAmount.test(value)).length;
  if (points !== commas) {
    return points > commas ? '.' : ',';
  }
  return container.type === 'csv' && container.delimiter === ';' ? ',' : '.';
}
