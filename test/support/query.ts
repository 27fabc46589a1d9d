import { createContext, type Stores } from '../../graph/context.ts';
import { createServer } from '../../graph/server.ts';
import { defaultSettings } from '../../graph/settings.ts';
import type { Role } from '../../graph/viewer/viewer.ts';
import { testIdentityHash } from './identity-key.ts';

export interface QueryOptions {
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly roles?: readonly Role[];
  readonly costBudget?: number;
  /** Told of what the client gets masked; stderr unless given. */
  readonly onUnexpectedError?: (error: unknown) => void;
}

/** An answer, as loosely typed as JSON is. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests pick fields out of JSON
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
  readonly cost: unknown;
}

/** Runs one request against the graph on the given stores, without a port. */
export async function query(
  stores: Stores,
  text: string,
  options: QueryOptions = {},
): Promise<Answer> {
  const {
    variables = {},
    roles = ['OWNER'],
    costBudget,
    onUnexpectedError,
    operationName,
  } = options;
  const server = createServer({
    onUnexpectedError: onUnexpectedError ?? ((error) => process.stderr.write(`${error}\n`)),
    ...(costBudget === undefined ? {} : { costBudget }),
  });
  const { body } = await server.executeOperation(
    { query: text, variables, ...(operationName === undefined ? {} : { operationName }) },
    {
      contextValue: createContext({
        stores,
        settings: defaultSettings,
        viewer: { name: 'test', roles },
        identityHash: testIdentityHash,
        newId: (prefix) => `${prefix}_1`,
        now: () => new Date('2026-07-01T12:00:00Z'),
      }),
    },
  );
  if (body.kind !== 'single') {
    throw new Error('expected a single result');
  }
  const { data, errors = [], extensions } = body.singleResult;
  return { data, errors, cost: extensions?.['cost'] };
}

/** The `extensions.code` of every error of an answer. */
export function codesOf({ errors }: Answer): (string | undefined)[] {
  return errors.map(({ extensions }) => extensions?.code);
}
