import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../lambda/engines/duckdb/database.ts';
import { identityHash, identityKeyOf } from '../../lambda/identity-key.ts';
import { defineIdentityHash, emailHashSql } from '../../lambda/pipeline/ingest/identity.ts';
import type { ObjectStore } from '../../lambda/stores/s3/object-store.ts';
import { testIdentityKey } from '../support/identity-key.ts';

/** A store of one object that counts its calls. */
function oneObject() {
  let text: string | undefined;
  const calls: string[] = [];
  const store: Pick<ObjectStore, 'readText' | 'writeTextIf'> = {
    readText: async () => {
      calls.push('read');
      return text === undefined ? undefined : { text, etag: 'e' };
    },
    writeTextIf: async (_key, next) => {
      calls.push('write');
      const isFree = text === undefined;
      text ??= next;
      return isFree;
    },
  };
  return { store, calls, put: (next: string) => (text = next) };
}

test('the engine and the API hash an address alike, as HMAC-SHA-256 does', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'identity-'));
  const database = await openDatabase({ scratch, threads: 1 });
  await defineIdentityHash(database, testIdentityKey);
  const [row] = await database.rows(`SELECT ${emailHashSql("' Zoë@Example.org '")} AS hash`);
  const expected = createHmac('sha256', testIdentityKey).update('zoë@example.org').digest('hex');
  expect([row?.['hash'], identityHash(testIdentityKey)('zoë@example.org')]).toEqual([
    expected,
    expected,
  ]);
  await database.close();
  await rm(scratch, { recursive: true });
});

test('two deployments key the same address differently', async () => {
  const keys = await Promise.all(
    [oneObject(), oneObject()].map(({ store }) => identityKeyOf(store)()),
  );
  const [one, other] = keys.map((key) => identityHash(key)('a@example.org'));
  expect(one).not.toBe(other);
});

test('functions that start at the same time agree on one key', async () => {
  const { store } = oneObject();
  const [one, other] = await Promise.all([identityKeyOf(store)(), identityKeyOf(store)()]);
  expect(one).toEqual(other);
});

test('a process reads the key once', async () => {
  const { store, calls } = oneObject();
  await identityKeyOf(store)();
  calls.length = 0;
  const key = identityKeyOf(store);
  await Promise.all([key(), key()]);
  await key();
  expect(calls).toEqual(['read']);
});

test('a damaged key stops the function instead of making everybody somebody new', async () => {
  const { store, put } = oneObject();
  put('short');
  await expect(identityKeyOf(store)()).rejects.toThrow(
    'expected settings/identity.key to hold 64 hexadecimal digits; it holds 5 characters',
  );
});
