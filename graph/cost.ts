import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { requestError } from './errors.ts';
import { defaultPageSize } from './pagination.ts';
import { maxHorizonDays } from './value/terms.ts';

/**
 * What a request may cost: one for a field, a list's fields as often as its page is long. The
 * default lets a page of 250 customers show 50 orders of 5 fields each.
 */
export const defaultCostBudget = 100_000;

/** Fields that do more than their one read, in units of a plain field. */
const dearFields: Readonly<Record<string, number>> = {
  'Estimate.low': 50,
  'Estimate.high': 50,
  'CountEstimate.low': 50,
  'CountEstimate.high': 50,
  'CustomerEquity.residual': 300,
  'CustomerEquity.future': 300,
  'CustomerEquity.futureEstimate': 300,
  'CustomerEquity.total': 300,
  'CustomerEquity.newCustomerValue': 100,
  'Scenario.sensitivity': 1500,
  'PopulationValue.median': 2000,
  'PopulationValue.distribution': 2000,
  'Business.referrals': 600,
  'Customer.referralValue': 20,
  'Customer.referralPredicted': 20,
  'Customer.crossSell': 5,
  'Acquisition.value': 300,
  'Acquisition.clvToCac': 300,
  'Acquisition.roi': 300,
  'Acquisition.maxAffordableCac': 300,
  'Acquisition.marginal': 300,
  'Acquisition.adBuys': 2000,
  'Acquisition.wastedSpendShare': 2000,
};

/** A filtered list, and its count above all, may look through every customer. */
const filterCost = 100;

/** Lists that are filtered by what they are. */
const filteredLists: ReadonlySet<string> = new Set(['Customer.referrals']);
const filteredFields: ReadonlySet<string> = new Set(['atRisk', 'dueToOrder']);

export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/**
 * What a request would cost at most; computed before anything is read. 0 when its variables do not
 * fit: the execution refuses those as a whole, and says why.
 *
 * @throws GraphQLError when the request is too large to be priced, or an argument does not fit.
 */
export function costOf({ schema, document, operationName, variables }: CostRequest): number {
  if (!doVariablesFit({ schema, document, operationName, variables })) {
    return 0;
  }
  try {
    return getComplexity({
      schema,
      query: document,
      ...(operationName === undefined ? {} : { operationName }),
      ...(variables === undefined ? {} : { variables }),
      maxQueryNodes: maxFields,
      estimators: [
        profileCost,
        connectionCost,
        listCost,
        groupsCost,
        forwardCost,
        valueCost,
        equityCost,
        limitCost,
        curveCost,
        fieldCost,
      ],
    });
  } catch (error) {
    throw error instanceof GraphQLError ? refusalOf(error) : error;
  }
}

/** Fragments that repeat each other grow exponentially; pricing must end all the same. */
const maxFields = 10_000;

function doVariablesFit({ schema, document, operationName, variables }: CostRequest): boolean {
  const operation = getOperationAST(document, operationName);
  const { errors } = getVariableValues(
    schema,
    operation?.variableDefinitions ?? [],
    variables ?? {},
  );
  return errors === undefined;
}

/** The pricing refuses an argument by its place in the request, and too many fields without one. */
function refusalOf({ message, nodes }: GraphQLError): GraphQLError {
  return nodes
    ? requestError('BAD_USER_INPUT', message, { nodes })
    : requestError(
        'COST_EXCEEDED',
        `Expected a query of at most ${maxFields} fields, fragments spelled out, got a larger one.`,
      );
}

/** An error that tells a client what to ask less of; undefined within the budget. */
export function overBudget(cost: number, budget: number): GraphQLError | undefined {
  return cost <= budget
    ? undefined
    : requestError(
        'COST_EXCEEDED',
        `Expected a query that costs at most ${budget}, got one that costs ${cost}. Ask for smaller pages or fewer fields.`,
        { cost, budget },
      );
}

const connectionCost: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const isConnection = field.args.some(({ name }) => name === 'first');
  if (!isConnection) {
    return undefined;
  }
  const { first, last, filter } = args as {
    first?: number | null;
    last?: number | null;
    filter?: unknown;
  };
  const isFiltered =
    filteredLists.has(`${type.name}.${field.name}`) || filteredFields.has(field.name);
  // A size below 1 is refused later; it must not make the rest of the request cheaper.
  const size = Math.max(first ?? last ?? defaultPageSize, 1);
  return 1 + (filter || isFiltered ? filterCost : 0) + size * childComplexity;
};

/** Fields that answer as many things as an argument lists, by the argument's name. */
const listArguments: Readonly<Record<string, string>> = {
  'Query.nodes': 'ids',
  'Mutation.ordersRecord': 'orders',
  'Mutation.spendRecord': 'entries',
};

const listCost: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const name = listArguments[`${type.name}.${field.name}`];
  const list: unknown = name === undefined ? undefined : args[name];
  return Array.isArray(list) ? 1 + list.length * (1 + childComplexity) : undefined;
};

/**
 * Prices of a population's figures. Measured on the 11,104 cells of CDNOW, a sum over cells takes a
 * tenth of a second at any horizon; its interval as much at a year, and up to five seconds at fifty.
 */
const sumCost = 200;
const intervalCost = 1000;
const dearestInterval = 20_000;
const yearDays = 365;

/** How many ends of intervals a selection asks for: nothing else below an estimate costs as much. */
function intervalEnds(childComplexity: number): number {
  return Math.floor(childComplexity / (dearFields['Estimate.low'] ?? 1));
}

/** A longer horizon makes every interval below dearer, by how much only this field's terms tell. */
const valueCost: ComplexityEstimator = ({ field, args, childComplexity }) => {
  if (getNamedType(field.type).name !== 'PopulationValue') {
    return undefined;
  }
  const { terms } = args as { terms?: { horizonDays?: number | null } | null };
  // One that is too long is refused by the field, which says what it expected.
  const horizonDays = Math.min(terms?.horizonDays ?? yearDays, maxHorizonDays);
  return sumCost + Math.ceil(childComplexity * Math.max(1, horizonDays / (5 * yearDays)));
};

/** Estimates of a population's total. */
const estimateFields: ReadonlySet<string> = new Set([
  'PopulationValue.equity',
  'PopulationValue.mean',
  'CustomerEquity.existing',
]);

/** A sum over cells without end; one customer's is one evaluation. */
const limitCost: ComplexityEstimator = ({ type, field, childComplexity }) =>
  field.name === 'retentionSpendLimit' && type.name !== 'Customer'
    ? sumCost + childComplexity
    : undefined;

const equityCost: ComplexityEstimator = ({ type, field, childComplexity }) =>
  estimateFields.has(`${type.name}.${field.name}`)
    ? sumCost + childComplexity + intervalEnds(childComplexity) * 2 * intervalCost
    : undefined;

/** A scenario is a sum for each outcome; a forecast some twenty, and its weeks a list. */
const forwardCost: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (`${type.name}.${field.name}` === 'Query.scenario') {
    return 4 * sumCost + childComplexity;
  }
  if (field.name !== 'forecast') {
    return undefined;
  }
  const weeks = Math.max((args as { weeks?: number }).weeks ?? 0, 1);
  const isBanded = intervalEnds(childComplexity) > 0;
  const bands = isBanded ? (weeks * intervalCost) / 10 : 0;
  return Math.min(weeks, mostSums) * sumCost + weeks * childComplexity + Math.ceil(bands);
};

/** More weeks than this are read off a curve through as many sums. */
const mostSums = 24;

/** Lists without a page: how many groups a shop usually has of each. */
const usualLengths: Readonly<Record<string, number>> = {
  'Query.channels': 20,
  'Query.countries': 40,
  'Query.cohorts': 40,
  'Query.segments': 50,
  'Channel.campaigns': 10,
};

/** A profile is as long as it is asked for, and no connection. */
const profileCost: ComplexityEstimator = ({ field, args, childComplexity }) =>
  field.name === 'profile'
    ? 20 + Math.max((args as { first?: number }).first ?? 0, 1) * childComplexity
    : undefined;

const groupsCost: ComplexityEstimator = ({ type, field, childComplexity }) => {
  const length = usualLengths[`${type.name}.${field.name}`];
  return length === undefined ? undefined : 1 + length * childComplexity;
};

const curveCost: ComplexityEstimator = ({ args, childComplexity }) => {
  const { horizonsDays } = args as { horizonsDays?: readonly number[] };
  if (!horizonsDays) {
    return undefined;
  }
  const ends = intervalEnds(childComplexity);
  const points = horizonsDays.map((days) => {
    const end = Math.min(intervalCost * (1 + Math.max(days, 0) / yearDays), dearestInterval);
    return sumCost + childComplexity + ends * end;
  });
  return 1 + Math.ceil(points.reduce((sum, point) => sum + point, 0));
};

const fieldCost: ComplexityEstimator = ({ type, field, childComplexity }) =>
  (dearFields[`${type.name}.${field.name}`] ?? 1) + childComplexity;
