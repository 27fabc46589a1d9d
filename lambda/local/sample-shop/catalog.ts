export const categories = ['beans', 'espresso', 'tea', 'brewing', 'tableware', 'treats'] as const;
export type Category = (typeof categories)[number];

/** Prices and costs are in cents, without tax. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly price: number;
  readonly cost: number;
  /** Weight among the products of its category. */
  readonly popularity: number;
  /** Most pieces in one basket. */
  readonly most: number;
}

/** [name, price, cost, popularity, most pieces]: dear things are bought one at a time. */
type Row = readonly [string, number, number, number, number];

const rows: Readonly<Record<Category, readonly Row[]>> = {
  beans: [
    ['House Blend 250 g', 790, 340, 6, 6],
    ['House Blend 1 kg', 2690, 1210, 5, 4],
    ['Ethiopia Natural 250 g', 1090, 520, 4, 6],
    ['Colombia Washed 250 g', 990, 450, 4, 6],
    ['Guatemala Washed 1 kg', 3290, 1580, 2, 3],
    ['Decaf 250 g', 890, 420, 2, 4],
    ['Kenya AA 250 g', 1390, 720, 2, 4],
    ['Tasting Box, six roasts', 3490, 1690, 2, 2],
  ],
  espresso: [
    ['Espresso Classico 250 g', 850, 360, 5, 6],
    ['Espresso Classico 1 kg', 2790, 1240, 5, 4],
    ['Espresso Organic 1 kg', 3190, 1520, 3, 4],
    ['Espresso Intenso 1 kg', 2590, 1100, 3, 4],
    ['Espresso Decaf 500 g', 1690, 780, 1, 3],
    ['Ground Espresso 250 g', 820, 370, 2, 6],
  ],
  tea: [
    ['Earl Grey 100 g', 690, 210, 3, 5],
    ['Sencha 100 g', 990, 340, 3, 5],
    ['Darjeeling 100 g', 1290, 520, 2, 4],
    ['Rooibos 200 g', 790, 240, 2, 5],
    ['Mint 80 g', 490, 140, 2, 5],
    ['Matcha 30 g', 2290, 980, 1, 2],
    ['Tea Sampler', 1890, 690, 1, 2],
  ],
  brewing: [
    ['Hand Mill', 5900, 3400, 2, 1],
    ['Electric Grinder', 18900, 13200, 0.6, 1],
    ['Espresso Machine', 42900, 31500, 0.3, 1],
    ['Pour-Over Dripper 02', 2190, 980, 3, 2],
    ['Filter Papers "02", 100 pieces', 590, 190, 4, 6],
    ['French Press 1 l', 2990, 1420, 2, 1],
    ['Gooseneck Kettle', 6900, 4200, 1, 1],
    ['Tamper 58 mm', 2490, 1150, 0.8, 1],
    ['Cleaning Tablets', 1190, 420, 2, 3],
  ],
  tableware: [
    ['Espresso Cup', 890, 310, 3, 8],
    ['Cappuccino Cup', 1090, 390, 3, 8],
    ['Enamel Mug', 1290, 480, 3, 4],
    ['Travel Cup', 1990, 890, 3, 2],
    ['Cup Set of Four', 3690, 1480, 1, 2],
  ],
  treats: [
    ['Dark Chocolate 70 %', 390, 170, 4, 6],
    ['Chocolate Coated Beans', 490, 190, 4, 6],
    ['Almond Biscuits', 450, 180, 3, 5],
    ['Cantuccini 250 g', 590, 240, 2, 4],
    ['Gift Box Small', 1990, 890, 2, 3],
    ['Gift Box Large', 3990, 1890, 1, 2],
  ],
};

/** The products of each category. */
export const shelves: Readonly<Record<Category, readonly Product[]>> = {
  beans: shelf('beans'),
  espresso: shelf('espresso'),
  tea: shelf('tea'),
  brewing: shelf('brewing'),
  tableware: shelf('tableware'),
  treats: shelf('treats'),
};

/** What joins a basket that already holds a category: the lift that cross-selling can find. */
export const affinities: Readonly<Record<Category, Readonly<Record<Category, number>>>> = {
  beans: { beans: 4, espresso: 1, tea: 0.5, brewing: 2.5, tableware: 0.6, treats: 1 },
  espresso: { beans: 1, espresso: 4, tea: 0.3, brewing: 1.5, tableware: 1.5, treats: 1 },
  tea: { beans: 0.5, espresso: 0.3, tea: 6, brewing: 0.3, tableware: 1, treats: 2 },
  brewing: { beans: 4, espresso: 2, tea: 0.3, brewing: 2, tableware: 0.8, treats: 0.4 },
  tableware: { beans: 0.8, espresso: 1, tea: 1, brewing: 0.6, tableware: 3, treats: 2 },
  treats: { beans: 0.8, espresso: 0.6, tea: 1.5, brewing: 0.2, tableware: 1.5, treats: 4 },
};

/** Products that ask for another: the second joins the first with this probability. */
export const companions: ReadonlyMap<
  string,
  { readonly product: Product; readonly chance: number }
> = new Map([
  companion('Pour-Over Dripper 02', 'Filter Papers "02", 100 pieces', 0.6),
  companion('Espresso Machine', 'Tamper 58 mm', 0.55),
  companion('Tamper 58 mm', 'Cleaning Tablets', 0.35),
  companion('Hand Mill', 'House Blend 1 kg', 0.4),
  companion('Earl Grey 100 g', 'Almond Biscuits', 0.25),
  companion('Espresso Classico 1 kg', 'Cleaning Tablets', 0.15),
]);

function shelf(category: Category): readonly Product[] {
  const prefix = category.slice(0, 3).toUpperCase();
  return rows[category].map(([name, price, cost, popularity, most], index) => ({
    id: `${prefix}-${String(index + 1).padStart(2, '0')}`,
    name,
    category,
    price,
    cost,
    popularity,
    most,
  }));
}

function companion(name: string, other: string, chance: number) {
  return [named(name).id, { product: named(other), chance }] as const;
}

function named(name: string): Product {
  const product = Object.values(shelves)
    .flat()
    .find((candidate) => candidate.name === name);
  if (!product) {
    throw new Error(`expected a product named ${name} in the catalog`);
  }
  return product;
}
