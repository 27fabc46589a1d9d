import {
  type BetaGeometricParams,
  betaGeometricNames,
  fitBetaGeometric,
} from './beta-geometric-fit.ts';
import { betaGeometricModel } from './beta-geometric-model.ts';

const variant = { model: 'MBG_NBD', entryChances: 1 } as const;

/**
 * MBG/NBD: BG/NBD in which the customer may leave after the first order too.
 *
 * A one-time buyer can therefore be gone, and P(alive) of one falls with silence.
 *
 * @see Batislam, Denizel & Filiztekin (2007), International Journal of Research in Marketing 24:3
 */
export const mbgNbd = betaGeometricModel<BetaGeometricParams>({
  ...variant,
  parameterNames: betaGeometricNames,
  fit: (cells, options) => fitBetaGeometric(cells, variant, options),
});
