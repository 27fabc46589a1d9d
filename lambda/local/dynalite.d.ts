/** What this repository uses of dynalite, which has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of the LevelDB store; in memory without it. */
    readonly path?: string;
    /** How long a table stays in CREATING, DELETING or UPDATING, in milliseconds; 500 by default. */
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A server that does not listen yet. Closing it also closes the store. */
  function dynalite(options?: DynaliteOptions): Server;
  export = dynalite;
}
