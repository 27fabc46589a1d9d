import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { Role, Viewer } from './viewer.ts';

/** In rising order: a role may do what those before it may. */
const ranks: readonly Role[] = ['ANALYST', 'MARKETER', 'OWNER'];

type Field = GraphQLFieldConfig<unknown, Context>;

/**
 * Enforces `@access(role:)` of the SDL: such a field is resolved only for viewers with that role or
 * a higher one, and answers FORBIDDEN to others. Fields without it ask for ANALYST.
 */
export function enforceAccess(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field: Field, fieldName, typeName) => {
      const [access] = getDirective(schema, field, 'access') ?? [];
      const role = access?.['role'] as Role | undefined;
      return role ? guarded(field, role, `${typeName}.${fieldName}`) : undefined;
    },
    [MapperKind.ROOT_FIELD]: (field: Field, fieldName, typeName) => {
      const [access] = getDirective(schema, field, 'access') ?? [];
      const role = (access?.['role'] as Role | undefined) ?? 'ANALYST';
      return guarded(field, role, `${typeName}.${fieldName}`);
    },
  });
}

/** Whether the viewer has the role or a higher one. */
export function mayHold({ roles }: Viewer, role: Role): boolean {
  return roles.some((held) => ranks.indexOf(held) >= ranks.indexOf(role));
}

function guarded(field: Field, role: Role, name: string): Field {
  const { resolve = defaultFieldResolver } = field;
  return {
    ...field,
    resolve: (parent, input, context, info) => {
      if (!mayHold(context.viewer, role)) {
        throw clientError(
          'FORBIDDEN',
          `Expected the role ${role} for ${name}, got ${held(context)}.`,
        );
      }
      return resolve(parent, input, context, info);
    },
  };
}

function held({ viewer }: Context): string {
  return viewer.roles.join(', ') || 'none';
}
