import { S3Error } from './errors.ts';
import { compareKeys, firstIndex } from './sorted-keys.ts';

export interface ListQuery {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  readonly maxKeys: number;
  /** List from behind this entry: a key, or a common prefix with everything below it. */
  readonly after: ListEntry | undefined;
}

export interface ListEntry {
  readonly kind: 'key' | 'prefix';
  readonly name: string;
}

export interface ListPage {
  readonly entries: readonly ListEntry[];
  readonly isTruncated: boolean;
}

/** Finds one page of a listing in sorted keys, in time proportional to the page and not to the keys. */
export function listPage(keys: readonly string[], query: ListQuery): ListPage {
  const entries: ListEntry[] = [];
  let at = firstIndex(keys, (key) => isListable(key, query));
  while (entries.length < query.maxKeys) {
    const key = keys[at];
    if (key === undefined || !key.startsWith(query.prefix)) return { entries, isTruncated: false };
    const entry = toEntry(key, query);
    entries.push(entry);
    at = entry.kind === 'key' ? at + 1 : firstIndex(keys, (other) => isBehind(other, entry));
  }
  const isTruncated = query.maxKeys > 0 && (keys[at]?.startsWith(query.prefix) ?? false);
  return { entries, isTruncated };
}

function isListable(key: string, { prefix, after }: ListQuery): boolean {
  return compareKeys(key, prefix) >= 0 && (after === undefined || isBehind(key, after));
}

function isBehind(key: string, { kind, name }: ListEntry): boolean {
  return compareKeys(key, name) > 0 && !(kind === 'prefix' && key.startsWith(name));
}

function toEntry(key: string, { prefix, delimiter }: ListQuery): ListEntry {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0
    ? { kind: 'key', name: key }
    : { kind: 'prefix', name: key.slice(0, at + delimiter.length) };
}

/** Continuation tokens are opaque to clients; ours say where the page before ended. */
export function encodeToken({ kind, name }: ListEntry): string {
  return Buffer.from(JSON.stringify([kind, name])).toString('base64url');
}

/** @throws S3Error InvalidArgument for a token this server has not made. */
export function decodeToken(token: string): ListEntry {
  try {
    const [kind, name] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown[];
    if ((kind === 'key' || kind === 'prefix') && typeof name === 'string') return { kind, name };
  } catch {
    // Not ours: said below.
  }
  throw new S3Error('InvalidArgument', `The continuation token provided is incorrect: "${token}".`);
}
