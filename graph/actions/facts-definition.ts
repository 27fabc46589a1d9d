import type { Context } from '../context.ts';
import { defineFacts, type FactsDefinition } from '../value/facts-definition.ts';
import type { FigureFormula } from '../value/formulas.ts';

/** How figures of the snapshot's facts came about. */
export async function factsDefinition(
  formulas: readonly FigureFormula[],
  context: Context,
): Promise<FactsDefinition> {
  return defineFacts(formulas, (await context.snapshot())?.asOfDay ?? null, context);
}
