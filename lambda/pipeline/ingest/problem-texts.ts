/** What is known of a refused row, with the types of SQL. */
const problemFields = {
  column: 'VARCHAR',
  value: 'VARCHAR',
  reason: 'VARCHAR',
  is_slashed: 'BOOLEAN',
  is_blank: 'BOOLEAN',
  foreign_currency: 'VARCHAR',
};

/** A problem as a list of texts: where there is none, as nearly everywhere, a list is written in a quarter of the time of a struct. */
export function problemTextsSql(problem: string): string {
  const texts = Object.keys(problemFields).map((name) => `${problem}."${name}"::VARCHAR`);
  return `CASE WHEN ${problem} IS NOT NULL THEN [${texts.join(', ')}] END`;
}

/** The struct of a problem from its texts. */
export function problemOfTextsSql(texts: string): string {
  const fields = Object.entries(problemFields).map(
    ([name, type], index) => `"${name}" := ${texts}[${index + 1}]::${type}`,
  );
  return `struct_pack(${fields.join(', ')})`;
}
