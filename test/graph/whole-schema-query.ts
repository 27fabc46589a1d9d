import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

/** What required arguments are given, by their name, or by type, field and name: `Query.product.key`. */
export type ArgumentValues = Readonly<Record<string, string>>;

/**
 * A query text that selects every field of every type that can be reached from a root type: each
 * field of a type once, at the first place the walk meets it.
 */
export function selectEverything(
  schema: GraphQLSchema,
  root: GraphQLNamedType,
  values: ArgumentValues,
): string {
  const seen = new Set<string>();
  return selectionOf(root, { schema, values, seen });
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly values: ArgumentValues;
  /** Types whose fields are selected already. */
  readonly seen: Set<string>;
}

function selectionOf(type: GraphQLNamedType, walk: Walk): string {
  if (isUnionType(type)) {
    const fragments = type
      .getTypes()
      .map((possible) => `... on ${possible.name} ${selectionOf(possible, walk)}`);
    return `{ __typename ${fragments.join(' ')} }`;
  }
  if (isInterfaceType(type)) {
    const own = fieldsOf(type, walk);
    const fragments = walk.schema
      .getPossibleTypes(type)
      .map((possible) => `... on ${possible.name} ${selectionOf(possible, walk)}`);
    return `{ __typename ${own} ${fragments.join(' ')} }`;
  }
  return `{ __typename ${fieldsOf(type, walk)} }`;
}

function fieldsOf(type: GraphQLNamedType, walk: Walk): string {
  if (walk.seen.has(type.name) || !(isObjectType(type) || isInterfaceType(type))) {
    return '';
  }
  walk.seen.add(type.name);
  return Object.values(type.getFields())
    .map((field) => `${type.name}_${field.name}: ${fieldText(type.name, field, walk)}`)
    .join(' ');
}

function fieldText(
  parent: string,
  { name, args, type }: GraphQLField<unknown, unknown>,
  walk: Walk,
): string {
  const inner = getNamedType(type);
  const given = args
    .filter(isRequiredArgument)
    .map((argument) => argumentText(`${parent}.${name}`, argument, walk));
  const call = given.length > 0 ? `${name}(${given.join(', ')})` : name;
  return isLeafType(inner) ? call : `${call} ${selectionOf(inner, walk)}`;
}

function argumentText(field: string, { name }: GraphQLArgument, { values }: Walk): string {
  const value = values[`${field}.${name}`] ?? values[name];
  if (value === undefined) {
    throw new Error(`Expected a value for the required argument ${name}, got none`);
  }
  return `${name}: ${value}`;
}
