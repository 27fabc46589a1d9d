import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { defaultPageSize } from './pagination.ts';

/**
 * What a request may cost: one for a field, a list's fields as often as its page is long. The
 * default lets a page of 250 customers show 50 orders of 5 fields each.
 */
export const defaultCostBudget = 100_000;

/** Fields that do more than their one read, in units of a plain field. */
const dearFields: Readonly<Record<string, number>> = {
  'Business.value': 50,
  'PopulationValue.median': 500,
  'PopulationValue.distribution': 500,
  'CustomerConnection.totalCount': 100,
};

export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/** What a request would cost at most; computed before anything is read. */
export function costOf({ schema, document, operationName, variables }: CostRequest): number {
  return getComplexity({
    schema,
    query: document,
    ...(operationName === undefined ? {} : { operationName }),
    ...(variables === undefined ? {} : { variables }),
    estimators: [connectionCost, curveCost, fieldCost],
  });
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
  const { first, last } = args as { first?: number | null; last?: number | null };
  return 1 + (first ?? last ?? defaultPageSize) * childComplexity;
};

const curveCost: ComplexityEstimator = ({ args, childComplexity }) => {
  const { horizonsDays } = args as { horizonsDays?: readonly unknown[] };
  return horizonsDays ? 1 + horizonsDays.length * (50 + childComplexity) : undefined;
};

const fieldCost: ComplexityEstimator = ({ type, field, childComplexity }) =>
  (dearFields[`${type.name}.${field.name}`] ?? 1) + childComplexity;
