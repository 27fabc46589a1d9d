import { type Aliases, columnNamed } from './aliases.ts';
import { amountFields, bareNames, currencyOf } from './header-remark.ts';
import type { Field, Mapping } from './plan.ts';

/** Columns by field, and the currency that the headers of the amounts name. */
export interface MappedHeaders {
  readonly mapping: Mapping;
  readonly headerCurrency?: string;
}

/**
 * Maps fields to columns by name, as `mapColumns` does, and where no header is a name as it stands by what is left of it without
 * remarks. All amounts are in one currency: of columns that name others (`Total (EUR)`, `Total (USD)`) those of the first are taken.
 */
export function mapHeaders(
  columns: readonly string[],
  aliases: Aliases,
  given: Mapping = {},
): MappedHeaders {
  const mapping = mapByBareNames(columns, aliases, given);
  const named = amountFields.flatMap((field) => currencyOf(mapping[field] ?? '') ?? []);
  const [headerCurrency] = named;
  if (headerCurrency === undefined) {
    return { mapping };
  }
  const isAnother = (column: string) => (currencyOf(column) ?? headerCurrency) !== headerCurrency;
  return named.every((currency) => currency === headerCurrency)
    ? { mapping, headerCurrency }
    : {
        mapping: mapByBareNames(
          columns.filter((column) => !isAnother(column)),
          aliases,
          given,
        ),
        headerCurrency,
      };
}

function mapByBareNames(columns: readonly string[], aliases: Aliases, given: Mapping): Mapping {
  const taken = new Set(Object.values(given));
  const mapping: Partial<Record<Field, string>> = { ...given };
  for (const [field, names] of Object.entries(aliases) as [Field, readonly string[]][]) {
    const free = columns.filter((column) => !taken.has(column));
    const column = given[field] ? undefined : columnOf(field, names, free);
    if (column !== undefined) {
      mapping[field] = column;
      taken.add(column);
    }
  }
  return mapping;
}

function columnOf(
  field: Field,
  names: readonly string[],
  columns: readonly string[],
): string | undefined {
  return (
    columnNamed(names, columns) ?? columnNamed(names, columns, (column) => bareNames(column, field))
  );
}
