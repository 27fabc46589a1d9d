import { betaGeometricModel } from './beta-geometric-model.ts';
import { type CnbdParams, cnbdNames, fitCnbd } from './cnbd-fit.ts';

const variant = { model: 'MBG_CNBD_K', entryChances: 1 } as const;

/**
 * MBG/CNBD-k: BG/CNBD-k in which the customer may leave after the first order too. With k = 1 it is MBG/NBD.
 *
 * @see Platzer & Reutterer (2016), Marketing Science 35:5
 */
export const mbgCnbdK = betaGeometricModel<CnbdParams>({
  ...variant,
  parameterNames: cnbdNames,
  fit: (cells, options) => fitCnbd(cells, variant, options),
});
