import { type IdentityKey, identityHash } from '../../lambda/identity-key.ts';

/** A key for tests that compare hashes: no deployment has it. */
export const testIdentityKey: IdentityKey = Buffer.from(`${'00'.repeat(31)}01`, 'hex');

export const testIdentityHash = identityHash(testIdentityKey);
