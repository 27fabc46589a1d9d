import { type Money, money } from '../money.ts';
import { type Changes, noChanges } from './changes.ts';
import type { Outcome } from './outcome.ts';

const onePercent = 0.01;

/** Each lever up by 1 %, alone. */
const levers = {
  RETENTION: () => ({ retention: onePercent }),
  FREQUENCY: () => ({ frequency: onePercent }),
  ORDER_VALUE: () => ({ orderValue: onePercent }),
  MARGIN: () => ({ margin: onePercent }),
  CAC: () => ({ cac: onePercent }),
  ACQUISITION_VOLUME: () => ({ acquisitionVolume: onePercent }),
  DISCOUNT_RATE: (rate) => ({ discountRate: rate * (1 + onePercent) }),
} as const satisfies Record<string, (discountRate: number) => Partial<Changes>>;

type Lever = keyof typeof levers;

/** What one per cent of a lever moves; see scenario.graphql. */
export interface LeverSensitivity {
  readonly lever: Lever;
  readonly equity: Money | null;
  readonly total: Money | null;
  readonly net: Money | null;
  readonly elasticity: number | null;
}

/** Every lever, the one that moves most first; ties as they are listed above. */
export function sensitivityOf(
  under: (changes: Changes) => Outcome,
  { discountRate, currency }: { readonly discountRate: number; readonly currency: string },
): LeverSensitivity[] {
  const baseline = under(noChanges);
  const shown = (amount: number | null) => (amount === null ? null : money(amount, currency));
  return (Object.keys(levers) as Lever[])
    .map((lever) => {
      const moved = under({ ...noChanges, ...levers[lever](discountRate) });
      const net = less(moved.net, baseline.net);
      const total = less(moved.total, baseline.total);
      const [change, whole] = net === null ? [total, baseline.total] : [net, baseline.net];
      return {
        lever,
        equity: shown(less(moved.equity, baseline.equity)),
        total: shown(total),
        net: shown(net),
        elasticity: change !== null && whole ? change / (whole * onePercent) : null,
        size: Math.abs(change ?? 0),
      };
    })
    .toSorted((a, b) => b.size - a.size)
    .map(({ size: _, ...sensitivity }) => sensitivity);
}

function less(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}
