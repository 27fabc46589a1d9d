import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import { clientError } from '../errors.ts';
import { orderKey } from '../orders/order.ts';
import { findProduct, type Product } from '../products/product.ts';
import type { ProductPair } from './store.ts';

/** A rule that leads from one product to another; products by key. */
export interface Suggestion extends ProductPair {
  readonly because: string;
}

/** Products whose rules are looked at, those bought last: a wholesaler may have bought everything. */
const mostSources = 50;
const mostSuggestions = 20;

/** Refuses lengths outside 1 to 20. */
export function checkLength(first: number): void {
  if (first < 1 || first > mostSuggestions) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected first from 1 to ${mostSuggestions}, got ${first}.`,
    );
  }
}

/** Orders with both ÷ all. */
export function supportOf({ together, allBaskets }: ProductPair): number {
  return together / allBaskets;
}

/** Of the orders with the first, those with the other too. */
export function confidenceOf({ together, baskets }: ProductPair): number {
  return together / baskets;
}

/** How much more often together than by chance: together × all ÷ (one × other). */
export function liftOfPair({ together, baskets, otherBaskets, allBaskets }: ProductPair): number {
  return (together * allBaskets) / (baskets * otherBaskets);
}

/**
 * What rules suggest to somebody who has bought `bought`: of the rules to each other product the one with the
 * greatest confidence, those in descending order; ties by lift, then by product.
 */
export function suggestionsOf(
  rules: readonly Suggestion[],
  bought: ReadonlySet<string>,
): Suggestion[] {
  const sorted = rules
    .filter(({ other }) => !bought.has(other))
    .toSorted(
      (a, b) =>
        confidenceOf(b) - confidenceOf(a) ||
        liftOfPair(b) - liftOfPair(a) ||
        compare(a.other, b.other) ||
        compare(a.because, b.because),
    );
  const best = new Map<string, Suggestion>();
  for (const rule of sorted) {
    if (!best.has(rule.other)) {
      best.set(rule.other, rule);
    }
  }
  return [...best.values()];
}

/** What to suggest to a customer, from all their valid orders up to now. */
export async function crossSell(
  customer: CustomerKey,
  { loaders }: Context,
): Promise<Suggestion[]> {
  const [orders, lines] = await Promise.all([
    loaders.orders.load(customer),
    loaders.historyLines.load(customer),
  ]);
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  const bought = new Set(
    valid
      .toSorted((a, b) => compare(b.orderedAt, a.orderedAt))
      .flatMap((order) => order.lines ?? lines.get(orderKey(order)) ?? [])
      .map(({ product }) => product),
  );
  const rules = await Promise.all([...bought].slice(0, mostSources).map(rulesFrom(loaders)));
  return suggestionsOf(rules.flat(), bought);
}

/** The rules that lead from a product to others, the greatest confidence first. */
export function rulesFrom({ pairs }: Pick<Context['loaders'], 'pairs'>) {
  return async (because: string): Promise<Suggestion[]> =>
    (await pairs.load(because)).map((pair) => ({ ...pair, because }));
}

/** The product of a rule: rules name products of the snapshot, so they are in its index. */
export async function knownProduct(key: string, context: Context): Promise<Product> {
  const product = await findProduct(key, context);
  if (!product) {
    throw new Error(`Expected the product ${key} of a rule in the snapshot's index, got none`);
  }
  return product;
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
