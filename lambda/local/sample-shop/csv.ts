/** A line of comma-separated fields with its line feed, quoted where RFC 4180 asks for it. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}

function csvField(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/**
 * Cents as a decimal text.
 *
 * @example money(1205) // '12.05'
 */
export function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
