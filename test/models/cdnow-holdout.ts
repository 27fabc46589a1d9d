import type { Holdout } from '../../graph/models/holdout.ts';
import { type CdnowFile, dayOf, readCdnow } from '../support/cdnow.ts';

/** CDNOW cut at the last day of the papers' calibration period, each customer a cell; null without the file. */
export function cdnowHoldout(file: CdnowFile): Holdout | null {
  const log = readCdnow(file);
  if (!log) {
    return null;
  }
  const split = dayOf('1997-09-30');
  const customers = [...log.values()].map((days) => {
    const seen = days.filter(({ day }) => day <= split);
    const first = seen[0]?.day ?? split;
    const spendOf = (some: typeof days) => some.reduce((sum, { amount }) => sum + amount, 0);
    return {
      frequency: seen.length - 1,
      recency: (seen.at(-1)?.day ?? first) - first,
      age: split - first,
      repeatSpend: spendOf(seen.slice(1)),
      holdoutOrders: days.length - seen.length,
      holdoutSpend: spendOf(days.slice(seen.length)),
    };
  });
  const column = (name: keyof (typeof customers)[0]) =>
    Float64Array.from(customers, (customer) => customer[name]);
  const shared = {
    frequency: column('frequency'),
    repeatSpend: column('repeatSpend'),
    customers: new Float64Array(customers.length).fill(1),
  };
  return {
    cells: {
      ...shared,
      recency: column('recency'),
      age: column('age'),
      holdoutOrders: column('holdoutOrders'),
      holdoutSpend: column('holdoutSpend'),
    },
    spendCells: shared,
    horizonDays: dayOf('1998-06-30') - split,
  };
}
