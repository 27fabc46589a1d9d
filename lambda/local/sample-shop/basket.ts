import {
  affinities,
  type Category,
  categories,
  companions,
  type Product,
  shelves,
} from './catalog.ts';
import { pickWeighted } from './distributions.ts';
import type { Random } from './random.ts';

/** One product of an order. */
export interface BasketLine {
  readonly product: Product;
  readonly quantity: number;
}

const mostLines = 5;

/** A basket is full when less than this share of the target is left. */
const leastRest = 0.06;

/** A line costs about this share of what is still to be spent, so that most baskets mix products. */
const shareOfRest = 0.55;

/**
 * A basket worth about `target` cents: as near as whole pieces of at most five products allow.
 *
 * @param tastes weights of the first product's category; affinities decide the rest
 */
export function basket(
  random: Random,
  target: number,
  tastes: Readonly<Record<Category, number>>,
): BasketLine[] {
  const lines: BasketLine[] = [];
  let rest = target;
  let weights = tastes;
  while (lines.length < mostLines && (lines.length === 0 || rest > target * leastRest)) {
    const product = nextProduct(random, lines, weights, rest);
    if (!product) {
      break;
    }
    const wanted = random() < shareOfRest && lines.length < mostLines - 1 ? rest * 0.6 : rest;
    const quantity = Math.min(product.most, Math.max(1, Math.round(wanted / product.price)));
    lines.push({ product, quantity });
    rest -= quantity * product.price;
    weights = affinities[product.category];
  }
  return lines;
}

function nextProduct(
  random: Random,
  lines: readonly BasketLine[],
  weights: Readonly<Record<Category, number>>,
  rest: number,
): Product | undefined {
  const last = lines.at(-1);
  const isNew = (product: Product) => lines.every((line) => line.product !== product);
  const partner = last && companions.get(last.product.id);
  if (partner && isNew(partner.product) && random() < partner.chance) {
    return partner.product;
  }
  const category = pickWeighted(random, categories, (candidate) => weights[candidate]);
  const shelf = shelves[category].filter(isNew);
  const affordable = shelf.filter(({ price }) => price <= rest * 1.25);
  if (affordable.length > 0) {
    return pickWeighted(random, affordable, ({ popularity }) => popularity);
  }
  // A first line must be found; further ones can be left out.
  return last ? undefined : cheapest(shelf);
}

function cheapest(products: readonly Product[]): Product | undefined {
  return products.reduce<Product | undefined>(
    (best, product) => (best && best.price <= product.price ? best : product),
    undefined,
  );
}
