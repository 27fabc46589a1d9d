import { clientError } from '../errors.ts';
import type { ScenarioInput } from '../generated/resolvers.ts';
import { checkDiscountRate } from '../value/terms.ts';

/** Relative changes but for the rate; see scenario.graphql. */
export interface Changes {
  readonly retention: number;
  readonly frequency: number;
  readonly orderValue: number;
  readonly margin: number;
  readonly cac: number;
  readonly acquisitionVolume: number;
  /** In place of that of the terms; null keeps it. */
  readonly discountRate: number | null;
}

export const noChanges: Changes = {
  retention: 0,
  frequency: 0,
  orderValue: 0,
  margin: 0,
  cac: 0,
  acquisitionVolume: 0,
  discountRate: null,
};

const least = -0.9;
const most = 9;

/** Checks a query's changes; one out of range is refused by name. */
export function checkedChanges(input: ScenarioInput): Changes {
  const relative = (name: Exclude<keyof Changes, 'discountRate'>) => {
    const change = input[name] ?? 0;
    if (!(change >= least && change <= most)) {
      throw clientError(
        'BAD_USER_INPUT',
        `Expected ${name} from ${least} to ${most} (0.1 is 10 % more), got ${change}.`,
      );
    }
    return change;
  };
  const discountRate = input.discountRate ?? null;
  if (discountRate !== null) {
    checkDiscountRate(discountRate);
  }
  return {
    retention: relative('retention'),
    frequency: relative('frequency'),
    orderValue: relative('orderValue'),
    margin: relative('margin'),
    cac: relative('cac'),
    acquisitionVolume: relative('acquisitionVolume'),
    discountRate,
  };
}
