import { convertCurrencies, type RatesContext } from './exchange-rates.ts';
import { type Prepared, prepare } from './prepare/prepare.ts';

/**
 * Brings the view `staged` into the form that every file has from here on: the fields of its kind, a
 * row a record or line, in the reporting currency as far as there are rates. Needs the table `refused`.
 */
export async function takeGenericForm(context: RatesContext): Promise<Prepared> {
  const prepared = await prepare(context);
  const conversions = await convertCurrencies({ ...context, plan: prepared.plan });
  return { ...prepared, explanations: [...prepared.explanations, ...conversions] };
}
