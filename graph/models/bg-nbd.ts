import {
  type BetaGeometricParams,
  betaGeometricNames,
  fitBetaGeometric,
} from './beta-geometric-fit.ts';
import { betaGeometricModel } from './beta-geometric-model.ts';

const variant = { model: 'BG_NBD', entryChances: 0 } as const;

/**
 * BG/NBD: while a customer, orders come at random at a rate that differs from customer to customer; after
 * each repeat order the customer leaves for good with a probability that differs likewise.
 *
 * A customer without a repeat order has had no chance to leave, so P(alive) is 1.
 *
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:2; http://brucehardie.com/papers/018/
 * @example
 * // CDNOW customer 0001 at the published estimates
 * bgNbd.expectedOrders([0.243, 4.414, 0.793, 2.426], { frequency: 2, recency: 30.43, age: 38.86 }, 39); // 1.226
 */
export const bgNbd = betaGeometricModel<BetaGeometricParams>({
  ...variant,
  parameterNames: betaGeometricNames,
  fit: (cells, options) => fitBetaGeometric(cells, variant, options),
});
