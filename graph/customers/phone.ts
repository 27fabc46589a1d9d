/**
 * The form in which telephone numbers are compared: their digits, `00` in front left out as the international prefix that others
 * write as `+`. The importer says the same in SQL (lambda/pipeline/ingest/identity.ts).
 */
export function normalisePhone(number: string): string {
  return number.replaceAll(/[^0-9]/g, '').replace(/^00/, '');
}
