import { createHmac, randomBytes } from 'node:crypto';
import { identityKeyKey } from './layout.ts';
import type { ObjectStore } from './stores/s3/object-store.ts';

/**
 * The deployment's secret behind customer keys of e-mail addresses and telephone numbers, 32 bytes. Without it
 * whoever sees such a key could try out whose it is.
 */
export type IdentityKey = Uint8Array;

const keyBytes = 32;

/**
 * The key that a bucket keeps beside its data, made at the first question: of two that make one at the same time, one
 * wins by conditional write. It stays with the data for good: under another key everybody would be somebody new.
 *
 * @throws Error when the object holds something else.
 */
export function identityKeyOf(
  store: Pick<ObjectStore, 'readText' | 'writeTextIf'>,
): () => Promise<IdentityKey> {
  let reading: Promise<IdentityKey> | undefined;
  return () => {
    reading ??= readOrMake(store).catch((error: unknown) => {
      // A later call tries again.
      reading = undefined;
      throw error;
    });
    return reading;
  };
}

async function readOrMake(
  store: Pick<ObjectStore, 'readText' | 'writeTextIf'>,
): Promise<IdentityKey> {
  const stored = await store.readText(identityKeyKey);
  if (stored) {
    return parse(stored.text);
  }
  await store.writeTextIf(identityKeyKey, randomBytes(keyBytes).toString('hex'), 'ABSENT');
  const made = await store.readText(identityKeyKey);
  return parse(made?.text ?? '');
}

function parse(text: string): IdentityKey {
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Error(
      `expected ${identityKeyKey} to hold 64 hexadecimal digits; it holds ${text.length} characters. Restore an earlier version of the object: customers known by address or telephone are keyed by it.`,
    );
  }
  return Buffer.from(text, 'hex');
}

/** HMAC-SHA-256 of a normalised identity, in hex. */
export function identityHash(key: IdentityKey): (text: string) => string {
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}

/** The key as HMAC mixes it into the inner and the outer hash, in hex: for engines that hash but know no HMAC. */
export function padsOf(key: IdentityKey): { readonly inner: string; readonly outer: string } {
  const block = Buffer.alloc(64);
  block.set(key);
  const mixed = (byte: number) => Buffer.from(block.map((one) => one ^ byte)).toString('hex');
  return { inner: mixed(0x36), outer: mixed(0x5c) };
}
