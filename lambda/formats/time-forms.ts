import type { FileShape, Mapping, TimeForm, TimeForms } from './plan.ts';

const timeFields = ['orderedAt', 'updatedAt'] as const;

/** Seconds since 1970 have ten digits from 2001 to 2286, milliseconds have thirteen. */
const sinceEpoch = /^(\d{10}|\d{13})$/;

/** "Created (UTC)", "date_created_gmt", "Order Date (GMT+02:00)". */
const zoneInName = /(?:utc|gmt)\s*(?:([+\-−])(\d{1,2})(?::?(\d{2}))?)?[\s)\]}]*$/i;

/** What the names and the first values of the time columns say of times that do not say it themselves. */
export function timeFormsOf(shape: FileShape, mapping: Mapping): TimeForms {
  const forms = timeFields.flatMap((field) => {
    const column = mapping[field];
    const form = column === undefined ? undefined : formOf(column, valuesOf(shape, column));
    return form === undefined ? [] : [[field, form] as const];
  });
  return Object.fromEntries(forms);
}

/** A stray number among dates is no time; a stray word among numbers is refused by its row. */
function formOf(column: string, values: readonly string[]): TimeForm | undefined {
  const numbers = values.filter((value) => sinceEpoch.test(value));
  return 2 * numbers.length > values.length ? 'UNIX' : zoneOf(column);
}

function valuesOf({ columns, rows }: FileShape, column: string): string[] {
  const position = columns.indexOf(column);
  return rows.flatMap((row) => row[position]?.trim() || []);
}

/** The zone that a column's name ends with, as it stands behind a time: `UTC` or `+02:00`. */
function zoneOf(column: string): TimeForm | undefined {
  const found = zoneInName.exec(column);
  if (!found) {
    return undefined;
  }
  const [, sign, hours = '', minutes = '00'] = found;
  return sign === undefined
    ? 'UTC'
    : `${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes}`;
}
