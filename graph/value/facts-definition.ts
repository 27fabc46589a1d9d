import type { Context } from '../context.ts';
import type { FigureFormula } from './formulas.ts';

/** How observed facts came about; see definition.graphql. */
export interface FactsDefinition {
  readonly formulas: readonly FigureFormula[];
  readonly asOf: string | null;
  readonly timeZone: string;
  readonly snapshot: string | null;
  readonly configuredMargin: number;
}

export async function defineFacts(
  formulas: readonly FigureFormula[],
  asOf: string | null,
  context: Pick<Context, 'snapshot' | 'settings'>,
): Promise<FactsDefinition> {
  const snapshot = await context.snapshot();
  const { timeZone, margin } = snapshot?.settings ?? context.settings;
  return { formulas, asOf, timeZone, snapshot: snapshot?.id ?? null, configuredMargin: margin };
}
