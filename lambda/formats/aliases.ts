import type { Field, FileShape, Mapping } from './plan.ts';

/** The names a field goes by, best first. */
export type Aliases = Readonly<Partial<Record<Field, readonly string[]>>>;

/** `Customer ID`, `customer_id` and `customerId` are one name. */
export function plainName(header: string): string {
  return header.toLowerCase().replaceAll(/[\s_.\-/]+/g, '');
}

/** `Währung` and `WAHRUNG`, `N° de commande` and `no_de_commande` are one name, too. */
export function foldedName(header: string): string {
  const letters = header.replaceAll('°', 'º').normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plainName(letters).replaceAll(/['’‘]/g, '').replaceAll('ß', 'ss');
}

/** The columns that a general format may take for a field: all that hold plain values. */
export function plainColumns({ columns, nested = [] }: FileShape): readonly string[] {
  return columns.filter((column) => !nested.includes(column));
}

/**
 * Maps fields to columns by name. A column serves one field only, fields are served in the order of
 * `aliases`, and within a field the better alias wins over the earlier column. Columns that are
 * `given` stand as they are.
 */
export function mapColumns(
  columns: readonly string[],
  aliases: Aliases,
  given: Mapping = {},
): Mapping {
  const taken = new Set(Object.values(given));
  const mapping: Partial<Record<Field, string>> = { ...given };
  for (const [field, names] of Object.entries(aliases) as [Field, readonly string[]][]) {
    const free = columns.filter((candidate) => !taken.has(candidate));
    const column = given[field] ? undefined : columnNamed(names, free);
    if (column !== undefined) {
      mapping[field] = column;
      taken.add(column);
    }
  }
  return mapping;
}

/** The column that has the best of the names, whatever its accents; `namesOf` gives what a column is called, its header unless told. */
export function columnNamed(
  names: readonly string[],
  columns: readonly string[],
  namesOf: (column: string) => readonly string[] = (column) => [column],
): string | undefined {
  const called = columns.map((column) => ({ column, own: namesOf(column).map(foldedName) }));
  for (const name of names.map(foldedName)) {
    const found = called.find(({ own }) => own.includes(name));
    if (found !== undefined) {
      return found.column;
    }
  }
  return undefined;
}
