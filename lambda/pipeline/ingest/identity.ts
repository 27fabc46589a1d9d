import { createHash } from 'node:crypto';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';

/** The form in which addresses are compared: without surrounding space, lower case. */
export function normalisedEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** SHA-256 of the normalised address, hex: what look-ups and customer keys hold instead of it. */
export function emailHash(email: string): string {
  return sha256(normalisedEmail(email));
}

/** `emailHash` as SQL. */
export function emailHashSql(column: string): string {
  return `sha256(lower(trim(${column})))`;
}

/** SHA-256 of the digits; `00` in front is the international prefix that others write as `+`. */
export function phoneHash(phone: string): string {
  return sha256(phone.replaceAll(/\D/g, '').replace(/^00/, ''));
}

/** `phoneHash` as SQL. */
export function phoneHashSql(column: string): string {
  return `sha256(regexp_replace(regexp_replace(${column}, '[^0-9]', '', 'g'), '^00', ''))`;
}

/** The customer key by the strongest identity given (graph/customers/customer-key.ts). */
export function customerKeyOf(identity: {
  readonly sourceId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly orderKey: string;
}): CustomerKey {
  if (identity.sourceId) {
    return `id:${identity.sourceId}`;
  }
  if (identity.email) {
    return `email:${emailHash(identity.email)}`;
  }
  return identity.phone ? `phone:${phoneHash(identity.phone)}` : `guest:${identity.orderKey}`;
}

/**
 * `customerKeyOf` as SQL, over columns that are null where a row has no such identity; null when it
 * has none at all.
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
