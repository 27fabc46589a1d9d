import { badSpendRows, type Entry, withBadRows } from './bad-rows.ts';
import { dateOf } from './calendar.ts';
import { type SpendColumn, spendColumns } from './columns.ts';
import { csvLine, money } from './csv.ts';
import type { SampleShop } from './options.ts';
import { type SpendEntry, shopSpend } from './spend.ts';

/** What the spend file holds, in its order. */
export function spendEntries(shop: SampleShop): Generator<Entry<SpendEntry, SpendColumn>> {
  return withBadRows(shopSpend(shop), shop.withBadRows ? badSpendRows : []);
}

/** The lines of the spend file, header first. */
export function* spendCsv(shop: SampleShop): Generator<string> {
  yield csvLine(spendColumns);
  for (const entry of spendEntries(shop)) {
    if ('bad' in entry) {
      yield csvLine(spendColumns.map((column) => entry.bad.row[column] ?? ''));
    } else {
      const { day, channel, campaign, kind, cents } = entry.sound;
      yield csvLine([dateOf(day), channel, campaign, kind, 'EUR', money(cents)]);
    }
  }
}
