import type { Database } from '../../engines/duckdb/database.ts';
import { type IdentityKey, padsOf } from '../../identity-key.ts';

/**
 * Defines `identity_hash` on a database, for all of its connections: HMAC-SHA-256 (RFC 2104) of a text under the deployment's key, in
 * hex, as `identityHash` computes it. A macro, so that the key is in no statement that an error might quote.
 */
export async function defineIdentityHash(
  database: Pick<Database, 'run'>,
  key: IdentityKey,
): Promise<void> {
  const { inner, outer } = padsOf(key);
  await database.run(`CREATE MACRO identity_hash(plain) AS
    sha256(unhex('${outer}') || unhex(sha256(unhex('${inner}') || encode(plain))))`);
}

/**
 * Keyed hash of the normalised address (`normaliseEmail` of graph/customers/email.ts), hex, as SQL: what
 * look-ups and customer keys hold instead of it.
 */
export function emailHashSql(column: string): string {
  return `identity_hash(lower(nfc_normalize(trim(${column}))))`;
}

/**
 * Keyed hash of a phone number's digits as SQL; `00` in front is the international prefix that others
 * write as `+`.
 */
function phoneHashSql(column: string): string {
  return `identity_hash(regexp_replace(regexp_replace(${column}, '[^0-9]', '', 'g'), '^00', ''))`;
}

/**
 * The customer key by the strongest identity given (graph/customers/customer-key.ts) as SQL, over
 * columns that are null where a row has no such identity; null when it has none at all.
 */
export function customerKeySql(columns: {
  readonly sourceId: string;
  readonly email: string;
  readonly phone: string;
}): string {
  return `coalesce(
    'id:' || ${columns.sourceId},
    'email:' || ${emailHashSql(columns.email)},
    'phone:' || ${phoneHashSql(columns.phone)})`;
}
