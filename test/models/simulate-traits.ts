import type { Cells } from '../../graph/models/cells.ts';
import type { Trait } from '../../graph/models/covariates.ts';
import type { TraitCells } from '../../graph/models/trait-cells.ts';

const columns = ['frequency', 'recency', 'age', 'customers', 'repeatSpend'] as const;

/** The customers of several shops as those of one, told apart by a trait: level i is shop i. */
export function mixShops(
  trait: Trait,
  shops: readonly (readonly [level: string, cells: Cells])[],
): TraitCells {
  const joined = (name: (typeof columns)[number]) =>
    Float64Array.from(shops.flatMap(([, cells]) => [...cells[name]]));
  const index = Float64Array.from(
    shops.flatMap(([, { age }], place) => Array.from(age, () => place + 1)),
  );
  return {
    frequency: joined('frequency'),
    recency: joined('recency'),
    age: joined('age'),
    customers: joined('customers'),
    repeatSpend: joined('repeatSpend'),
    traits: [{ trait, levels: shops.map(([level]) => level), index }],
  };
}

/** The cells with one trait more that has nothing to do with anything. */
export function withNoise(
  cells: TraitCells,
  trait: Trait,
  { levels, random }: { readonly levels: readonly string[]; readonly random: () => number },
): TraitCells {
  const index = cells.age.map(() => 1 + Math.floor(random() * levels.length));
  return { ...cells, traits: [...cells.traits, { trait, levels, index }] };
}
