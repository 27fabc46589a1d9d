import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Who is told of unexpected errors of the request that is being answered. */
const listener = new AsyncLocalStorage<(error: unknown) => void>();
const toStderr = (error: unknown) => process.stderr.write(`${error}\n`);

/** One for each budget: a server keeps nothing of a request, and making one takes longer than most requests. */
const servers = new Map<number | undefined, ReturnType<typeof createServer>>();

function serverWith(costBudget: number | undefined): ReturnType<typeof createServer> {
  const server =
    servers.get(costBudget) ??
    createServer({
      onUnexpectedError: (error) => listener.getStore()?.(error),
      ...(costBudget === undefined ? {} : { costBudget }),
    });
  servers.set(costBudget, server);
  return server;
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
  const contextValue = createContext({
    stores,
    settings: defaultSettings,
    viewer: { name: 'test', roles },
    identityHash: testIdentityHash,
    newId: (prefix) => `${prefix}_1`,
    now: () => new Date('2026-07-01T12:00:00Z'),
  });
  const { body } = await listener.run(onUnexpectedError ?? toStderr, () =>
    serverWith(costBudget).executeOperation(
      { query: text, variables, ...(operationName === undefined ? {} : { operationName }) },
      { contextValue },
    ),
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
