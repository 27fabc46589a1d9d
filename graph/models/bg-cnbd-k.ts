import { betaGeometricModel } from './beta-geometric-model.ts';
import { type CnbdParams, cnbdNames, fitCnbd } from './cnbd-fit.ts';

const variant = { model: 'BG_CNBD_K', entryChances: 0 } as const;

/**
 * BG/CNBD-k: BG/NBD in which orders come more regularly than at random: the times between a customer's
 * orders are Erlang-k. With k = 1 it is BG/NBD.
 *
 * Where the paper approximates conditional expectations, these are exact: see `ordersOfLiving`.
 *
 * @see Platzer & Reutterer (2016), Marketing Science 35:5
 */
export const bgCnbdK = betaGeometricModel<CnbdParams>({
  ...variant,
  parameterNames: cnbdNames,
  fit: (cells, options) => fitCnbd(cells, variant, options),
});
