import type { CustomerRow } from '../customers/customer-row.ts';
import { matches } from '../customers/filter.ts';
import { businessKey } from '../populations/population.ts';
import { type NameRange, onlyName } from '../populations/population-name.ts';
import { builtInSegments, rfmGroupKeys } from '../segments/built-in.ts';
import { segmentName } from '../segments/definition.ts';
import type { FigureFormula } from '../value/formulas.ts';
import type { InsufficientData } from '../value/prediction.ts';
import type { PeerQuartiles } from './store.ts';

export type PeerGroup = 'RFM_GROUP' | 'FIRST_PRODUCT' | 'BUSINESS';

/** Fewer are no quartile to go by. */
const leastPeers = 5;

export const upsellFormulas: readonly FigureFormula[] = [
  { figure: 'averageOrderValue', formula: 'revenue ÷ valid orders of the customer.' },
  {
    figure: 'median, upperQuartile',
    formula:
      'Of the peers’ own averages in ascending order, the one at (peers − 1) × 0.5 or × 0.75, interpolated between neighbours.',
  },
  { figure: 'gapToMedian', formula: 'median − averageOrderValue.' },
  { figure: 'gapToUpperQuartile', formula: 'upperQuartile − averageOrderValue.' },
];

/** Where the peers of a customer are found in a snapshot's files; undefined where they have none of the kind. */
export function peersOf(kind: PeerGroup, row: CustomerRow): NameRange | undefined {
  switch (kind) {
    case 'BUSINESS':
      return onlyName('BUSINESS', businessKey);
    case 'FIRST_PRODUCT':
      return row.firstProduct === null ? undefined : named(`FIRST_PRODUCT:${row.firstProduct}`);
    case 'RFM_GROUP': {
      const group = rfmGroups.find(({ filter }) => matches(filter, row));
      return group && named(segmentName(group));
    }
  }
}

const rfmGroups = builtInSegments.filter(({ key }) => rfmGroupKeys.includes(key));

function named(name: string): NameRange {
  return { from: name, to: `${name}\0` };
}

/** Why the quartiles are not shown; null when they are. */
export function upsellReason(
  orders: number,
  peers: PeerQuartiles | undefined,
): InsufficientData | null {
  if (orders === 0) {
    return { code: 'NO_ORDERS', have: 0, need: 1, message: 'There is no valid order.' };
  }
  const have = peers?.customers ?? 0;
  return have < leastPeers
    ? {
        code: 'TOO_FEW_PEERS',
        have,
        need: leastPeers,
        message: `Expected at least ${leastPeers} peers with a valid order, got ${have}.`,
      }
    : null;
}
