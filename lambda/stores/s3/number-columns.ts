/** Columns of numbers that grow row by row; doubles, so a row costs 8 bytes a column. */
export interface NumberColumns<Name extends string> {
  append(row: Readonly<Record<Name, number>>): void;
  /** The columns so far, each exactly as long as there are rows. */
  finish(): Record<Name, Float64Array>;
}

export function numberColumns<Name extends string>(
  names: readonly Name[],
  expectedRows: number,
): NumberColumns<Name> {
  let capacity = Math.max(expectedRows, 16);
  let columns = names.map((name) => ({ name, values: new Float64Array(capacity) }));
  let rows = 0;
  return {
    append: (row) => {
      if (rows === capacity) {
        capacity *= 2;
        columns = columns.map(({ name, values }) => ({ name, values: grown(values, capacity) }));
      }
      for (const { name, values } of columns) {
        values[rows] = row[name];
      }
      rows += 1;
    },
    finish: () => {
      const entries = columns.map(({ name, values }) => [name, values.slice(0, rows)]);
      return Object.fromEntries(entries) as Record<Name, Float64Array>;
    },
  };
}

function grown(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(capacity);
  copy.set(values);
  return copy;
}
