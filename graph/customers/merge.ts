import type { Context } from '../context.ts';
import type { CustomersMergePayload } from '../generated/resolvers.ts';
import type { Customer } from './customer.ts';
import type { CustomerKey } from './customer-key.ts';

/** Keys of one person, at most: every question about them asks the stores about each. */
const mostMerged = 100;

export interface MergeRequest {
  readonly from: CustomerKey;
  readonly into: CustomerKey;
}

interface MergeTools {
  readonly find: (key: CustomerKey) => Promise<Customer | null>;
  readonly context: Context;
}

type Payload = Omit<CustomersMergePayload, 'customer'> & { readonly customer: Customer | null };

/**
 * Makes two customers one. Each side stands for whoever it was merged into before, so chains end at one
 * customer, and repeating a merge changes nothing.
 */
export async function mergeCustomers(
  { from, into }: MergeRequest,
  { find, context }: MergeTools,
): Promise<Payload> {
  const [lower, upper] = await Promise.all([find(from), find(into)]);
  if (!lower || !upper) {
    return refused(
      lower ? 'into' : 'from',
      'NOT_FOUND',
      'Expected the key of a customer, got one by which nobody is known.',
    );
  }
  if (lower.key === upper.key) {
    // Whoever goes by another key was merged already; whoever does not would become part of themselves.
    return from === lower.key
      ? refused('into', 'INVALID', selfMerge(from, into))
      : { customer: upper, userErrors: [] };
  }
  if ((await sizeOf(lower, context)) + (await sizeOf(upper, context)) > mostMerged) {
    return refused(
      'from',
      'TOO_MANY',
      `Expected at most ${mostMerged} merged customers, got more.`,
    );
  }
  await context.stores.customers.merge({ from: lower.key, into: upper.key });
  forgetLoaded(context);
  return { customer: await find(upper.key), userErrors: [] };
}

function selfMerge(from: CustomerKey, into: CustomerKey): string {
  return from === into
    ? 'Expected two customers, got one twice.'
    : 'Expected a customer other than `from`, got one that was merged into them before: merging back would go in a circle.';
}

async function sizeOf({ key }: Customer, { loaders }: Context): Promise<number> {
  return 1 + (await loaders.recentOrders.load(key)).merged.length;
}

/** What was read before the merge is no longer so. */
function forgetLoaded({ loaders }: Context): void {
  loaders.recentOrders.clearAll();
  loaders.orders.clearAll();
  loaders.liveSummary.clearAll();
  loaders.profile.clearAll();
}

function refused(
  field: string,
  code: Payload['userErrors'][number]['code'],
  message: string,
): Payload {
  return { customer: null, userErrors: [{ field: [field], code, message }] };
}
