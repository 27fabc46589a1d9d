import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { acquisitionResolvers } from './acquisition/resolvers.ts';
import { actionResolvers } from './actions/resolvers.ts';
import { channelResolvers } from './channels/resolvers.ts';
import { findCohort } from './cohorts/cohort.ts';
import { cohortResolvers } from './cohorts/resolvers.ts';
import type { Context } from './context.ts';
import { costOf, defaultCostBudget, overBudget } from './cost.ts';
import { customerResolvers, findCustomer } from './customers/resolvers.ts';
import { equityResolvers } from './equity/resolvers.ts';
import { requestError } from './errors.ts';
import { exportResolvers, findExport } from './exports/resolvers.ts';
import { forecastResolvers } from './forecast/resolvers.ts';
import { typeDefs } from './generated/type-defs.ts';
import { importResolvers } from './imports/resolvers.ts';
import { createNodeResolvers } from './node/resolvers.ts';
import { findOrder, orderResolvers } from './orders/resolvers.ts';
import { findIndexed } from './populations/indexed.ts';
import { businessKey, businessOf } from './populations/population.ts';
import { populationResolvers } from './populations/resolvers.ts';
import { findProduct } from './products/product.ts';
import { productResolvers } from './products/resolvers.ts';
import { retentionResolvers } from './retention/resolvers.ts';
import { scalarResolvers } from './scalars.ts';
import type { PopulationFinders } from './scenario/find-population.ts';
import { createScenarioResolvers } from './scenario/resolvers.ts';
import { segmentResolvers } from './segments/resolvers.ts';
import { findSegment } from './segments/segment.ts';
import { snapshotResolvers } from './snapshots/resolvers.ts';
import { spendResolvers } from './spend/resolvers.ts';
import { valueResolvers } from './value/resolvers.ts';
import { enforceAccess } from './viewer/access.ts';
import { viewerResolvers } from './viewer/resolvers.ts';

export interface ServerOptions {
  /** Told of every error that a client gets masked; must not log customer data. */
  readonly onUnexpectedError: (error: unknown) => void;
  readonly costBudget?: number;
  /** Extra plugins, such as a landing page. */
  readonly plugins?: readonly ApolloServerPlugin<Context>[];
}

/** Several times what a page of the API's documentation would need. */
const maxTokens = 20_000;

const populationFinders = {
  Business: async (key: string, context: Context) =>
    key === businessKey ? businessOf(await context.snapshot()) : null,
  Campaign: (key: string, context: Context) => findIndexed('CAMPAIGN', key, context),
  Channel: (key: string, context: Context) => findIndexed('CHANNEL', key, context),
  Cohort: findCohort,
  Country: (key: string, context: Context) => findIndexed('COUNTRY', key, context),
  Product: findProduct,
  Segment: findSegment,
} satisfies PopulationFinders;

const nodeResolvers = createNodeResolvers({
  ...populationFinders,
  Customer: findCustomer,
  Export: findExport,
  Import: (key, { stores }) => stores.imports.get(key),
  Order: findOrder,
});

let madeSchema: GraphQLSchema | undefined;

/** The schema with its resolvers and access rules: without state, and dear to make, so a process makes it once. */
export function executableSchema(): GraphQLSchema {
  madeSchema ??= makeSchema();
  return madeSchema;
}

function makeSchema(): GraphQLSchema {
  return enforceAccess(
    makeExecutableSchema({
      typeDefs: [...typeDefs],
      resolvers: [
        scalarResolvers,
        nodeResolvers,
        customerResolvers,
        orderResolvers,
        spendResolvers,
        populationResolvers,
        channelResolvers,
        cohortResolvers,
        productResolvers,
        segmentResolvers,
        valueResolvers,
        equityResolvers,
        forecastResolvers,
        createScenarioResolvers(populationFinders),
        actionResolvers,
        snapshotResolvers,
        importResolvers,
        acquisitionResolvers,
        retentionResolvers,
        exportResolvers,
        viewerResolvers,
      ],
    }),
  );
}

/** The graph as an Apollo server: limits, masking and cost, no transport. */
export function createServer(options: ServerOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: executableSchema(),
    // The schema is the documentation, and no secret: every field checks its own caller.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // A megabyte of text must not be parsed only to be refused.
    parseOptions: { maxTokens },
    // Lambda freezes the process; it is never asked to stop politely.
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => maskUnexpected(formatted, error, options),
    // A function's memory is nobody else's: what one registers the next one would not know.
    persistedQueries: false,
    plugins: [
      subscriptionPlugin,
      costPlugin(options.costBudget ?? defaultCostBudget),
      ...(options.plugins ?? []),
    ],
  });
}

/** Deliberate errors carry a code of ours or Apollo's; anything else is told to the operator only. */
function maskUnexpected(
  formatted: GraphQLFormattedError,
  error: unknown,
  { onUnexpectedError }: ServerOptions,
): GraphQLFormattedError {
  if (formatted.extensions?.['code'] !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR) {
    return formatted;
  }
  onUnexpectedError(unwrapResolverError(error));
  return {
    message: 'Unexpected error.',
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
  };
}

/** The schema has no subscriptions, which validation does not mind and execution trips over. */
const subscriptionPlugin: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation === 'subscription') {
          throw requestError(
            'OPERATION_RESOLUTION_FAILURE',
            'Expected a query or a mutation, got a subscription: there are none. Poll a query instead.',
          );
        }
      },
    };
  },
};

/** Refuses what costs too much before a resolver runs, and reports the cost with the answer. */
function costPlugin(budget: number): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let cost = 0;
      return {
        async didResolveOperation({ schema, document, request, operationName }) {
          cost = costOf({
            schema,
            document,
            operationName: operationName ?? undefined,
            variables: request.variables,
          });
          const refusal = overBudget(cost, budget);
          if (refusal) {
            throw refusal;
          }
        },
        async willSendResponse({ response }) {
          if (response.body.kind === 'single') {
            const { extensions } = response.body.singleResult;
            response.body.singleResult.extensions = { ...extensions, cost };
          }
        },
      };
    },
  };
}
