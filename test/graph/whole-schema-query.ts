import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

/**
 * What arguments are given: required ones by their name, or by type, field and name: `Query.product.key`; others too
 * where they are named by all three, or as `*.first`.
 */
export type ArgumentValues = Readonly<Record<string, string>>;

/**
 * A query text that selects every field of every type that can be reached from a root type. All fields of a type are
 * selected at one place, its home: as near to the root as there is one, and rather where one thing stands than a list. Elsewhere
 * `__typename` stands for them. No type is at home behind an interface or union, where it may not be met, if it need not.
 */
export function selectEverything(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  values: ArgumentValues,
): string {
  return fieldsOf(root, { schema, values, homes: homesOf(schema, root) });
}

type Field = GraphQLField<unknown, unknown>;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly values: ArgumentValues;
  /** `Type.field` by the name of the type that is at home there. */
  readonly homes: ReadonlyMap<string, string>;
}

/** Breadth first: concrete types along fields of their own first, whatever is left behind abstract ones. */
function homesOf(schema: GraphQLSchema, root: GraphQLObjectType): ReadonlyMap<string, string> {
  const homes = new Map([[root.name, '']]);
  const behindAbstract = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [];
  for (const reach of [(type: GraphQLCompositeType) => [type], behindAbstract]) {
    let level: readonly GraphQLCompositeType[] = [...homes.keys()].map(
      (name) => schema.getType(name) as GraphQLCompositeType,
    );
    while (level.length > 0) {
      const found = level.flatMap((type) =>
        compositeFields(type).map((field) => ({ home: `${type.name}.${field.name}`, field })),
      );
      level = [...found.filter(isOne), ...found.filter((place) => !isOne(place))].flatMap(
        ({ home, field }) => {
          const fresh = reach(getNamedType(field.type) as GraphQLCompositeType).filter(
            ({ name }) => !homes.has(name),
          );
          for (const { name } of fresh) {
            homes.set(name, home);
          }
          return fresh;
        },
      );
    }
  }
  return homes;
}

function isOne({ field }: { readonly field: Field }): boolean {
  return !isListType(getNullableType(field.type));
}

function allFields(type: GraphQLCompositeType): Field[] {
  return isUnionType(type) ? [] : Object.values(type.getFields());
}

function compositeFields(type: GraphQLCompositeType): Field[] {
  return allFields(type).filter((field) => !isLeafType(getNamedType(field.type)));
}

function fieldsOf(type: GraphQLCompositeType, walk: Walk): string {
  const fields = allFields(type).map(
    (field) => `${type.name}_${field.name}: ${fieldText(type.name, field, walk)}`,
  );
  return `{ __typename ${fields.join(' ')} }`;
}

function fieldText(parent: string, field: Field, walk: Walk): string {
  const { name, args, type } = field;
  const inner = getNamedType(type);
  const path = `${parent}.${name}`;
  const given = args
    .filter((argument) => isRequiredArgument(argument) || isGiven(path, argument, walk))
    .map((argument) => argumentText(path, argument, walk));
  const call = given.length > 0 ? `${name}(${given.join(', ')})` : name;
  return isLeafType(inner)
    ? call
    : `${call} ${selectionOf(inner as GraphQLCompositeType, path, walk)}`;
}

function selectionOf(type: GraphQLCompositeType, path: string, walk: Walk): string {
  const { schema, homes } = walk;
  const isHome = ({ name }: GraphQLCompositeType) => homes.get(name) === path;
  const own = isHome(type) ? fieldsOf(type, walk) : '{ __typename }';
  const possible = isObjectType(type) ? [] : schema.getPossibleTypes(type);
  const fragments = possible
    .filter(isHome)
    .map((one) => `... on ${one.name} ${fieldsOf(one, walk)}`);
  return fragments.length === 0 ? own : `${own.slice(0, -1)} ${fragments.join(' ')} }`;
}

function isGiven(path: string, { name }: GraphQLArgument, { values }: Walk): boolean {
  return `${path}.${name}` in values || `*.${name}` in values;
}

function argumentText(path: string, { name }: GraphQLArgument, { values }: Walk): string {
  const value = values[`${path}.${name}`] ?? values[name] ?? values[`*.${name}`];
  if (value === undefined) {
    throw new Error(`Expected a value for the required argument ${name} of ${path}, got none`);
  }
  return `${name}: ${value}`;
}
