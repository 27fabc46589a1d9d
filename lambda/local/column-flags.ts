import {
  type ColumnMapping,
  type ImportKindName,
  importFields,
} from '../../graph/imports/mapping.ts';
import { suggestion } from '../formats/nearest.ts';
import { uploadKinds } from '../layout.ts';
import { UsageError } from './usage-error.ts';

/** Columns that flags name, by the kind of file they are for. */
export type ColumnFlags = Readonly<Record<ImportKindName, ColumnMapping>>;

/** `FIELD=COLUMN` for orders, `spend.FIELD=COLUMN` and `customers.FIELD=COLUMN` for the others. */
const flagForm = /^(?:([a-z]+)\.)?([A-Za-z]+)=(.+)$/s;

/**
 * Reads every `--map`. Whether a file has the column is found out when it is read.
 *
 * @throws UsageError naming a field that is none, or is mapped twice.
 */
export function columnFlags(texts: readonly string[]): ColumnFlags {
  const flags: Record<ImportKindName, Record<string, string>> = {
    orders: {},
    spend: {},
    customers: {},
  };
  for (const text of texts) {
    const { kind, field, column } = columnFlag(text);
    if (flags[kind][field] !== undefined) {
      throw new UsageError(
        `Expected --map to name a column of ${field} once, got ${flags[kind][field]} and ${column}.`,
      );
    }
    flags[kind][field] = column;
  }
  return flags;
}

function columnFlag(text: string) {
  const [, prefix = 'orders', field, column] = flagForm.exec(text) ?? [];
  const kind = uploadKinds.find((name) => name === prefix);
  if (!kind || field === undefined || column === undefined) {
    throw new UsageError(
      `Expected --map FIELD=COLUMN, or spend.FIELD=COLUMN or customers.FIELD=COLUMN, got ${text}.`,
    );
  }
  const known: readonly string[] = importFields[kind];
  if (!known.includes(field)) {
    throw new UsageError(
      `Expected --map to name one of the fields ${known.join(', ')} of ${kind}, got ${field}${hint(field, kind)}`,
    );
  }
  return { kind, field, column };
}

/** A field of another kind was probably meant for it; any other is probably misspelt. */
function hint(field: string, kind: ImportKindName): string {
  const other = uploadKinds.find((name) =>
    (importFields[name] as readonly string[]).includes(field),
  );
  return other ? `. Write ${other}.${field}=…` : suggestion(field, importFields[kind]) || '.';
}
