/** Rows of a CSV text by column name; quoted fields hold no line feed in the sample shop. */
export function csvRows(lines: Iterable<string>): Record<string, string>[] {
  const [header = [], ...rows] = [...lines].map(fields);
  return rows.map((row) =>
    Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])),
  );
}

function fields(line: string): string[] {
  // With a comma before every field, the first too, no match is empty and none can be skipped.
  const found = `,${line.trimEnd()}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g);
  return [...found].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

/** Cents of a decimal text with two places. */
export function cents(amount: string | undefined): number {
  if (amount === undefined || !/^\d+\.\d{2}$/.test(amount)) {
    throw new Error(`expected an amount such as 12.05, got ${amount}`);
  }
  return Number(amount.replace('.', ''));
}
