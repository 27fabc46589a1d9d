import type { Context } from '../context.ts';
import type { UserError } from '../generated/resolvers.ts';
import type { Customer } from './customer.ts';
import {
  type CustomerKey,
  customerKeyOfEmailHash,
  customerKeyOfPhoneHash,
} from './customer-key.ts';
import { normaliseEmail } from './email.ts';
import { normalisePhone } from './phone.ts';
import type { Profile } from './store.ts';

interface Payload {
  readonly erasedAt: string | null;
  readonly refresh: string | null;
  readonly userErrors: readonly UserError[];
}

/**
 * Erases a customer under every key they are known by: their own, those merged into them, and those that their addresses and
 * numbers would give an order that names nothing else.
 */
export async function eraseCustomer(customer: Customer | null, context: Context): Promise<Payload> {
  if (!customer) {
    const message = 'Expected the key of a customer, got one by which nobody is known (any more).';
    return { ...nothing, userErrors: [{ field: ['by'], code: 'NOT_FOUND', message }] };
  }
  const { loaders, stores } = context;
  const { merged } = await loaders.recentOrders.load(customer.key);
  const keys = [customer.key, ...merged];
  const profiles = await stores.customers.profiles(
    await context.snapshot(),
    keys.map((key) => [key]),
  );
  const byAddress = profiles.flatMap((profile) => (profile ? addressKeys(profile, context) : []));
  const erasedAt = await stores.customers.erase([...new Set([...keys, ...byAddress])]);
  return { erasedAt, refresh: await stores.snapshots.startRefresh(), userErrors: [] };
}

const nothing = { erasedAt: null, refresh: null } as const;

function addressKeys({ email, phone }: Profile, { identityHash }: Context): CustomerKey[] {
  return [
    ...(email ? [customerKeyOfEmailHash(identityHash(normaliseEmail(email)))] : []),
    ...(phone ? [customerKeyOfPhoneHash(identityHash(normalisePhone(phone)))] : []),
  ];
}
