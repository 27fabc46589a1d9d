/**
 * SHA-256 of the normalised address (`normaliseEmail` of graph/customers/email.ts), hex, as SQL: what
 * look-ups and customer keys hold instead of it.
 */
export function emailHashSql(column: string): string {
  return `sha256(lower(nfc_normalize(trim(${column}))))`;
}

/**
 * SHA-256 of a phone number's digits as SQL; `00` in front is the international prefix that others
 * write as `+`.
 */
function phoneHashSql(column: string): string {
  return `sha256(regexp_replace(regexp_replace(${column}, '[^0-9]', '', 'g'), '^00', ''))`;
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
