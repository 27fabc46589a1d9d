import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The public CDNOW log is not part of the repository: CDNOW_DIR, or a folder beside the repository. */
const folder =
  process.env['CDNOW_DIR'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

export type CdnowFile = 'cdnow_sample.csv' | 'cdnow_full.csv';

/** One day on which a customer bought: day 0 is 1997-01-01, amounts of one day are summed. */
export interface PurchaseDay {
  readonly day: number;
  readonly amount: number;
}

/** Where the file is; null, said in one line, where it is missing. */
export function findCdnow(file: CdnowFile): string | null {
  const path = join(folder, file);
  if (!existsSync(path)) {
    process.stderr.write(`skipped: ${path} is missing; set CDNOW_DIR to the folder that has it\n`);
    return null;
  }
  return path;
}

/** Purchase days by customer id, in the order of the file; null where the file is missing. */
export function readCdnow(file: CdnowFile): ReadonlyMap<string, readonly PurchaseDay[]> | null {
  const path = findCdnow(file);
  if (path === null) {
    return null;
  }
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.trim().split(',');
  const [id, date, amount] = ['customer_id', 'date', 'amount'].map((name) => columns.indexOf(name));
  const customers = new Map<string, Map<number, number>>();
  for (const line of lines) {
    const fields = line.split(',');
    const days = customers.get(fields[id ?? 0] ?? '') ?? new Map<number, number>();
    const day = dayOf(fields[date ?? 0] ?? '');
    days.set(day, (days.get(day) ?? 0) + Number(fields[amount ?? 0]));
    customers.set(fields[id ?? 0] ?? '', days);
  }
  return new Map(
    [...customers].map(([customer, days]) => [
      customer,
      [...days].map(([day, sum]) => ({ day, amount: sum })).sort((p, q) => p.day - q.day),
    ]),
  );
}

/** Days since 1997-01-01. */
export function dayOf(date: string): number {
  return (Date.parse(date) - Date.parse('1997-01-01')) / 86_400_000;
}
