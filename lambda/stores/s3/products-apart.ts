import { type NameRange, nameOf } from '../../../graph/populations/population-name.ts';

export type AnswerRanges<T> = (ranges: readonly NameRange[]) => Promise<readonly T[]>;

/** Asks for products another way than for all other groups; the answers line up with the ranges. */
export async function productsApart<T>(
  ranges: readonly NameRange[],
  { products, others }: { readonly products: AnswerRanges<T>; readonly others: AnswerRanges<T> },
): Promise<readonly T[]> {
  const ask = async (answer: AnswerRanges<T>, wanted: readonly NameRange[]) =>
    (wanted.length > 0 ? await answer(wanted) : []).values();
  const [ofProducts, ofOthers] = await Promise.all([
    ask(products, ranges.filter(isOfProducts)),
    ask(
      others,
      ranges.filter((range) => !isOfProducts(range)),
    ),
  ]);
  return ranges.flatMap((range) => {
    const { value, done } = (isOfProducts(range) ? ofProducts : ofOthers).next();
    return done ? [] : [value];
  });
}

function isOfProducts({ from }: NameRange): boolean {
  return from.startsWith(nameOf('PRODUCT', ''));
}
