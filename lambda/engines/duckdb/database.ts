import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type JS } from '@duckdb/node-api';

/** Answers statements one after another. */
export interface Session {
  /** All rows as objects; only for results known to be small. */
  rows(sql: string): Promise<Record<string, JS>[]>;
}

/** An embedded DuckDB with a scratch folder of its own. */
export interface Database extends Session {
  /** The connection, for appenders and prepared statements. */
  readonly connection: DuckDBConnection;
  /** A folder for files on their way in and out; removed by `close`. */
  readonly directory: string;
  /** How many threads a query may use. */
  readonly threads: number;
  useThreads(threads: number): Promise<void>;
  run(sql: string): Promise<void>;
  /** A further connection, whose statements run beside those of the others; it sees all but temporary tables. */
  connect(): Promise<Session & { close(): void }>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** DuckDB spills to disk beyond this. */
  readonly memoryLimitMb?: number;
  /** Two unless told otherwise. */
  readonly threads?: number;
  /** Parent of the scratch folder; Lambda has /tmp. */
  readonly scratch?: string;
}

/** Below this many bytes of input, sharing the work among threads takes longer than doing it. */
const smallInput = 1_000_000;

/** How many threads to give to an input of so many bytes. */
export function threadsFor(bytes: number): number {
  return bytes < smallInput ? 1 : 2;
}

/**
 * Opens an in-memory database. Nothing is loaded from the network: extensions that are not compiled
 * in (httpfs, aws) are refused, so files travel through the S3 client.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const scratch = options.scratch ?? tmpdir();
  await mkdir(scratch, { recursive: true });
  const directory = await mkdtemp(join(scratch, 'clv-'));
  let { threads = 2 } = options;
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${options.memoryLimitMb ?? 1024}MB`,
    temp_directory: join(directory, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await connectTo(instance);
  return {
    connection,
    directory,
    get threads() {
      return threads;
    },
    useThreads: async (count) => {
      if (count !== threads) {
        await connection.run(`SET threads = ${count}`);
        threads = count;
      }
    },
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: (sql) => rowsOf(connection, sql),
    connect: async () => {
      const another = await connectTo(instance);
      return { rows: (sql) => rowsOf(another, sql), close: () => another.closeSync() };
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function connectTo(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  // Text forms of times must not depend on where the process runs.
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, JS>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}

/** A SQL text literal; every value that comes from outside goes through it. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A quoted SQL identifier, for column names that come from a file's header. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
