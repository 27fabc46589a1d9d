import type { Extension } from '../models/candidate.ts';
import { type Covariate, covariatesOf } from '../models/covariates.ts';
import { extensionOf } from '../models/extension.ts';
import type { TransactionFit } from '../models/transaction-model.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { basisRate, marginSource } from './basis.ts';
import type { FigureFormula } from './formulas.ts';
import { modelFormulas } from './model-formulas.ts';
import { modelFor } from './prediction.ts';
import type { Terms } from './terms.ts';
import { modelVersion } from './value-model.ts';

/** How a number came about; see definition.graphql. */
export interface Definition {
  readonly formula: string;
  readonly formulas: readonly FigureFormula[];
  readonly terms: Terms;
  readonly customers: number;
  readonly asOfDay: string;
  readonly timeZone: string;
  readonly basisRate: number;
  readonly marginSource: 'OBSERVED' | 'CONFIGURED' | null;
  readonly configuredMargin: number;
  readonly variableCostRate: number | null;
  readonly cells: 'DAY' | 'WEEK' | null;
  readonly snapshot: string | null;
  readonly model: string | null;
  readonly modelExtension: Extension | null;
  readonly covariates: readonly Pick<Covariate, 'trait' | 'level'>[] | null;
  readonly spendModel: string | null;
  readonly modelVersion: string | null;
  readonly modelFittedThrough: string | null;
}

export interface DefinitionParts {
  readonly formula: string;
  readonly formulas: readonly FigureFormula[];
  readonly terms: Terms;
  readonly customers: number;
  readonly asOfDay: string;
  readonly settings: Settings;
  readonly snapshot: Snapshot | undefined;
  readonly cells?: 'DAY' | 'WEEK';
  /** Of the one customer that it is about. */
  readonly stratum?: number;
}

export function define(parts: DefinitionParts): Definition {
  const { terms, settings, snapshot, cells, stratum, formulas, ...same } = parts;
  const { basis } = terms;
  const model = snapshot && modelFor(snapshot, terms.model);
  const fit = model?.transactions.kind === 'fit' ? model.transactions : undefined;
  const version = model ? modelVersion(snapshot) : null;
  const { variableCost } = snapshot?.settings ?? settings;
  return {
    ...same,
    terms,
    timeZone: settings.timeZone,
    basisRate: basisRate(basis, snapshot, settings),
    marginSource: basis === 'REVENUE' ? null : marginSource(snapshot),
    configuredMargin: settings.margin,
    variableCostRate: basis === 'CONTRIBUTION' ? variableCost : null,
    cells: cells ?? null,
    snapshot: snapshot?.id ?? null,
    ...(fit ? predictedBy(fit, stratum) : noModel),
    formulas: [...formulas, ...(fit ? modelFormulas(fit) : [])],
    spendModel: model?.spend.kind === 'fit' ? 'GAMMA_GAMMA' : null,
    modelVersion: version,
    modelFittedThrough: version && snapshot ? snapshot.asOfDay : null,
  };
}

type OrderModel = Pick<Definition, 'model' | 'modelExtension' | 'covariates'>;

const noModel: OrderModel = { model: null, modelExtension: null, covariates: null };

function predictedBy(fit: TransactionFit, stratum: number | undefined): OrderModel {
  return {
    model: fit.model,
    modelExtension: extensionOf(fit) ?? null,
    covariates: stratum === undefined ? null : covariatesOf(fit.covariates ?? [], stratum),
  };
}
