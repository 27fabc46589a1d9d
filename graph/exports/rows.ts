import type { CustomerRow } from '../customers/customer-row.ts';
import { isOfErased } from '../customers/erased.ts';
import type { CustomerStore, Profile } from '../customers/store.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type ExportJob, isPersonal } from './export.ts';
import { lineOf } from './line.ts';

/** Customers read at a time: a few row groups of a ranking. */
const pageRows = 4096;

/** Lines of JSON, a page at a time; how many they are. */
export interface ExportPage {
  readonly text: string;
  readonly rows: number;
}

/** Everybody who matches, by customer key: the same lines in the same order on every run. */
export async function* exportPages(
  job: ExportJob,
  snapshot: Snapshot,
  customers: Pick<CustomerStore, 'page' | 'profiles' | 'erasures'>,
): AsyncGenerator<ExportPage> {
  let after: number | undefined;
  let hasMore = true;
  while (hasMore) {
    const page = await customers.page(snapshot, {
      orderBy: 'CUSTOMER',
      direction: 'ASC',
      filter: job.filter,
      after,
      before: undefined,
      limit: pageRows,
      fromEnd: false,
    });
    const erasures = await customers.erasures(page.rows.map(keyOf));
    const rows = page.rows.filter((row, index) => !isOfErased(row, erasures[index]));
    const profiles = isPersonal(job.fields)
      ? await customers.profiles(
          snapshot,
          rows.map((row) => [keyOf(row)]),
        )
      : [];
    yield { text: textOf(job, snapshot, rows, profiles), rows: rows.length };
    after = page.positions.at(-1);
    hasMore = page.hasMore;
  }
}

function keyOf({ customerKey }: CustomerRow): string {
  return customerKey;
}

function textOf(
  job: ExportJob,
  snapshot: Snapshot,
  rows: readonly CustomerRow[],
  profiles: readonly (Profile | undefined)[],
): string {
  const lines = rows.map((row, index) => lineOf({ job, snapshot, row, profile: profiles[index] }));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
