import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { clientError } from './errors.ts';
import { defaultPageSize } from './pagination.ts';
import { typeOfKind } from './populations/population-types.ts';

/**
 * What a request may cost: one for a field, a list's fields as often as its page is long. The
 * default lets a page of 250 customers show 50 orders of 5 fields each.
 */
export const defaultCostBudget = 100_000;

/** Types that implement Population, and the interface itself. */
const populations = ['Population', ...Object.values(typeOfKind)];

/** Fields that do more than their one read, in units of a plain field. */
const dearFields: Readonly<Record<string, number>> = {
  ...Object.fromEntries(populations.map((type) => [`${type}.value`, 50])),
  'PopulationValue.median': 500,
  'PopulationValue.distribution': 500,
};

/** A filtered list, and its count above all, may look through every customer. */
const filterCost = 100;

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
      estimators: [profileCost, connectionCost, listCost, groupsCost, curveCost, fieldCost],
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
    ? new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } })
    : clientError(
        'COST_EXCEEDED',
        `Expected a query of at most ${maxFields} fields, fragments spelled out, got a larger one.`,
      );
}

/** An error that tells a client what to ask less of; undefined within the budget. */
export function overBudget(cost: number, budget: number): GraphQLError | undefined {
  return cost <= budget
    ? undefined
    : new GraphQLError(
        `Expected a query that costs at most ${budget}, got one that costs ${cost}. Ask for smaller pages or fewer fields.`,
        { extensions: { code: 'COST_EXCEEDED', cost, budget, http: { status: 400 } } },
      );
}

const connectionCost: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const isConnection = field.args.some(({ name }) => name === 'first');
  if (!isConnection) {
    return undefined;
  }
  const { first, last, filter } = args as {
    first?: number | null;
    last?: number | null;
    filter?: unknown;
  };
  // A size below 1 is refused later; it must not make the rest of the request cheaper.
  const size = Math.max(first ?? last ?? defaultPageSize, 1);
  return 1 + (filter ? filterCost : 0) + size * childComplexity;
};

/** Fields that answer as many things as an argument lists, by the argument's name. */
const listArguments: Readonly<Record<string, string>> = {
  'Query.nodes': 'ids',
  'Mutation.ordersRecord': 'orders',
};

const listCost: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const name = listArguments[`${type.name}.${field.name}`];
  const list: unknown = name === undefined ? undefined : args[name];
  return Array.isArray(list) ? 1 + list.length * (1 + childComplexity) : undefined;
};

/** Lists without a page: how many groups a shop usually has of each. */
const usualLengths: Readonly<Record<string, number>> = {
  'Query.channels': 20,
  'Query.countries': 40,
  'Query.cohorts': 40,
  'Query.segments': 50,
  'Channel.campaigns': 20,
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
  const { horizonsDays } = args as { horizonsDays?: readonly unknown[] };
  return horizonsDays ? 1 + horizonsDays.length * (50 + childComplexity) : undefined;
};

const fieldCost: ComplexityEstimator = ({ type, field, childComplexity }) =>
  (dearFields[`${type.name}.${field.name}`] ?? 1) + childComplexity;
