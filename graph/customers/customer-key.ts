/**
 * The internal name of a customer: which identity was used, then its value. A customer id wins over
 * an e-mail address, an address over a phone number; an order with none is a guest of its own.
 *
 * `id:<source's customer id>` · `email:<hash>` · `phone:<hash>` · `guest:<order key>`
 */
export type CustomerKey = string;

export function customerKeyOfSourceId(sourceId: string): CustomerKey {
  return `id:${sourceId}`;
}

/** For customers known by nothing but an address: the keyed hash of its normalised form, in hex. */
export function customerKeyOfEmailHash(hash: string): CustomerKey {
  return `email:${hash}`;
}

/** For customers known by nothing but a telephone number: the keyed hash of its digits, in hex. */
export function customerKeyOfPhoneHash(hash: string): CustomerKey {
  return `phone:${hash}`;
}

/** The customer id as the source wrote it; null for customers known by address, phone or as guest. */
export function sourceIdOf(key: CustomerKey): string | null {
  return key.startsWith('id:') ? key.slice('id:'.length) : null;
}
