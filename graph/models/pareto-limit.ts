import type { Curvature } from '../math/minimize.ts';
import type { ParetoGroup } from './pareto-data.ts';
import { addOrders } from './pareto-likelihood.ts';
import { noSums } from './pareto-sums.ts';

/** The customers of one x, by age. */
export interface AgedGroup {
  readonly group: ParetoGroup;
  /** Customers of each of the group's times, as an age. */
  readonly customersByTime: Float64Array;
}

export function byAge(groups: readonly ParetoGroup[]): AgedGroup[] {
  return groups.map((group) => {
    const customersByTime = new Float64Array(group.times.length);
    group.ageIndex.forEach((time, i) => {
      customersByTime[time]! += group.customers[i]!;
    });
    return { group, customersByTime };
  });
}

/**
 * Negative log-likelihood of the model in which nobody leaves, with derivatives in (ln r, ln α): the NBD model
 * (Ehrenberg 1959), where Pareto/NBD ends as s goes to 0.
 */
export function withoutDropout(
  groups: readonly AgedGroup[],
  [r, alpha]: readonly [r: number, alpha: number],
): Curvature {
  const sums = noSums();
  addOrders(
    sums,
    groups.map(({ group }) => group),
    r,
    alpha,
  );
  const { gradient, hessian } = sums;
  for (const { group, customersByTime } of groups) {
    const shape = r + group.frequency;
    customersByTime.forEach((customers, i) => {
      const time = group.times[i]!;
      const growth = Math.log1p(time / alpha);
      const share = time / (alpha + time);
      sums.value -= customers * shape * growth;
      gradient[0]! -= customers * r * growth;
      gradient[1]! += customers * shape * share;
      hessian[0]! -= customers * r * growth;
      hessian[1]! += customers * r * share;
      hessian[5]! -= customers * shape * share * (1 - share);
    });
  }
  return {
    value: -sums.value,
    gradient: [-gradient[0]!, -gradient[1]!],
    hessian: [
      [-hessian[0]!, -hessian[1]!],
      [-hessian[1]!, -hessian[5]!],
    ],
  };
}
