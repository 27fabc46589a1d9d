import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { executableSchema } from '../../graph/server.ts';

/** Names that say by themselves what they are, wherever they stand. */
const selfEvident = new Set([
  'id',
  'edges',
  'nodes',
  'node',
  'cursor',
  'pageInfo',
  'userErrors',
  'code',
  'message',
  'amount',
  'currencyCode',
  'currency',
  'country',
  'label',
  'roles',
  'timeZone',
  'createdAt',
  'startedAt',
  'expiresAt',
  'fileName',
  'url',
  'kind',
  'status',
  'source',
  'orderId',
  'customer',
  'orderedAt',
  'discount',
  'refund',
  'tax',
  'shipping',
  'channel',
  'campaign',
  'coupon',
  'lines',
  'quantity',
  'warnings',
  'parameters',
  'definition',
  'gte',
  'lt',
  'field',
  'direction',
  'first',
  'after',
  'last',
  'before',
  'filter',
  'orderBy',
  'by',
  'ids',
  'asOf',
  'between',
  'terms',
  'includeExcluded',
  'orders',
  'withinDays',
  'horizonsDays',
  'horizonDays',
  'bins',
]);

/** Relay's page arguments and sizes are explained once, at the connection. */
const selfEvidentEnumValues = new Set([
  'ASC',
  'DESC',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'ORDERS',
  'SPEND',
  'CUSTOMERS',
  'CANCELLED',
  'TEST',
  'DELETED',
  'REVENUE',
  'AVERAGE_ORDER_VALUE',
  'PROBABILITY_ALIVE',
  'FIRST_ORDER_AT',
  'LAST_ORDER_AT',
]);

const types = Object.values(executableSchema().getTypeMap()).filter(
  (type) => !isIntrospectionType(type),
);

test('every type that is neither a connection, an edge nor a payload has a description', () => {
  const bare = types
    .filter(({ name }) => !/^(Query|Mutation|String|Int|Float|Boolean|ID)$/.test(name))
    .filter(({ name }) => !/(Connection|Edge|Payload)$/.test(name))
    .filter(({ description }) => !description);
  expect(bare.map(({ name }) => name)).toEqual([]);
});

test('every field and argument that its name does not explain has a description', () => {
  const bare = types.flatMap((type) => [
    ...membersOf(type)
      .filter(({ name, description }) => !description && !selfEvident.has(name))
      .map(({ name }) => `${type.name}.${name}`),
    ...outputFields(type).flatMap((field) =>
      field.args
        .filter(({ name, description }) => !description && !selfEvident.has(name))
        .map(({ name }) => `${type.name}.${field.name}(${name})`),
    ),
  ]);
  expect(bare).toEqual([]);
});

test('every enum value that its name does not explain has a description', () => {
  const bare = types.flatMap((type) =>
    isEnumType(type)
      ? type
          .getValues()
          .filter(({ name, description }) => !description && !selfEvidentEnumValues.has(name))
          .map(({ name }) => `${type.name}.${name}`)
      : [],
  );
  expect(bare).toEqual([]);
});

test('every nullable field of an answer says when it is null', () => {
  const silent = types.flatMap((type) =>
    outputFields(type)
      .filter((field) => !isNonNullType(field.type) && !speaksOfNull(field))
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(silent).toEqual([]);
});

function speaksOfNull({ description, type }: GraphQLField<unknown, unknown>): boolean {
  return /\bnull\b/i.test(`${description ?? ''} ${getNamedType(type).description ?? ''}`);
}

function membersOf(type: GraphQLNamedType) {
  return isInputObjectType(type) ? Object.values(type.getFields()) : outputFields(type);
}

function outputFields(type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}
