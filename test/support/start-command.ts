import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer } from './query.ts';

const root = join(import.meta.dirname, '..', '..');

/** `npm start` with some flags, as a process of its own. */
export interface StartCommand {
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** The address it says it serves at; rejects when it ends before. */
  ready(): Promise<string>;
  /** Resolves when stdout has the text; rejects when the process ends before. */
  says(text: string): Promise<void>;
  /** Its exit code; null after a signal that it did not handle. */
  exit(): Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

const startMs = 60_000;

/** Runs lambda/local/start.ts with this Node. */
export function runStart(flags: readonly string[]): StartCommand {
  const child = spawn(process.execPath, ['lambda/local/start.ts', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    written.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    written.stderr += chunk;
  });
  const closed = once(child, 'close');
  const exit = async () => {
    await closed;
    return child.exitCode;
  };
  const says = (text: string) => untilSaid(text, { child, written, closed });
  return {
    child,
    output: () => ({ ...written }),
    says,
    ready: async () => {
      await says('is ready: ');
      return /is ready: (\S+)/.exec(written.stdout)?.[1] ?? '';
    },
    exit,
    kill: (signal) => {
      child.kill(signal);
      return exit();
    },
  };
}

interface Watched {
  readonly child: ChildProcess;
  readonly written: { readonly stdout: string; readonly stderr: string };
  readonly closed: Promise<unknown>;
}

async function untilSaid(text: string, { child, written, closed }: Watched): Promise<void> {
  const deadline = AbortSignal.timeout(startMs);
  while (!written.stdout.includes(text)) {
    const isOver = await Promise.race([
      once(child.stdout ?? child, 'data', { signal: deadline }).then(() => false),
      closed.then(() => true),
    ]);
    if (isOver && !written.stdout.includes(text)) {
      throw new Error(
        `Expected "${text}" on stdout; the command ended with ${child.exitCode}: ${written.stderr}`,
      );
    }
  }
}

/** Sends a query to a running command's address. */
export async function askAt(url: string, query: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const {
    data,
    errors = [],
    extensions,
  } = (await response.json()) as {
    readonly data: unknown;
    readonly errors?: Answer['errors'];
    readonly extensions?: { readonly cost?: unknown };
  };
  return { data, errors, cost: extensions?.cost };
}
