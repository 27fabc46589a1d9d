import { type Aliases, mapColumns, plainName } from './aliases.ts';
import { decimalMarkOf } from './decimal-mark.ts';
import type { Field, FileShape, Format, ImportPlan, Mapping } from './plan.ts';

/** An export of a known system, told by its header. */
export interface KnownExport {
  readonly kind: ImportPlan['kind'];
  /** The layout (csv, ndjson, parquet) is added to it. */
  readonly format: string;
  readonly source: string;
  /** Plain column names that together belong to this export alone; of a list, one is enough. */
  readonly signature: readonly (string | readonly string[])[];
  readonly aliases: Aliases;
  /** Fields it cannot do without. */
  readonly needed: readonly Field[];
  /** Columns whose values show which decimal mark the file has. */
  readonly amounts: readonly Field[];
  /** What the header cannot tell alone. */
  isExport?(shape: FileShape): boolean;
  /** The rest of the plan. */
  details?(shape: FileShape, mapping: Mapping): Partial<ImportPlan>;
}

/** The format that claims a file by such a description. */
export function knownExport(description: KnownExport): Format {
  const { kind, format, source, signature, aliases, needed, amounts } = description;
  return {
    kind,
    recognise(shape, given = {}) {
      const missing = missingNames(shape, signature);
      const mapping = mapColumns(shape.columns, aliases, given);
      const isComplete = needed.every((field) => mapping[field] !== undefined);
      if (missing.length > 0 || !isComplete || description.isExport?.(shape) === false) {
        return { missing };
      }
      const amountColumns = amounts.flatMap((field) => mapping[field] ?? []);
      return {
        plan: {
          kind,
          format: `${format}-${shape.container.type}`,
          // The whole signature is there: no other system writes it.
          confidence: 1,
          container: shape.container,
          columns: shape.columns,
          mapping,
          source,
          decimalMark: decimalMarkOf(shape, amountColumns),
          ...description.details?.(shape, mapping),
        },
      };
    },
  };
}

function missingNames(
  { columns }: FileShape,
  signature: readonly (string | readonly string[])[],
): string[] {
  const names = new Set(columns.map(plainName));
  return signature
    .filter((one) => !(typeof one === 'string' ? [one] : one).some((name) => names.has(name)))
    .map((one) => (typeof one === 'string' ? one : one.join(' or ')));
}

/** The values that a column shows in the first rows, without the empty ones. */
export function sampleOf({ columns, rows }: FileShape, column: string | undefined): string[] {
  const position = column === undefined ? -1 : columns.indexOf(column);
  return rows.flatMap((row) => row[position]?.trim() || []);
}
