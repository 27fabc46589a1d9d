import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { basisRate } from './basis.ts';
import type { Terms } from './terms.ts';

/** How a number came about: enough to compute it again. */
export interface Definition {
  readonly formula: string;
  readonly terms: Terms;
  readonly customers: number;
  readonly asOfDay: string;
  readonly timeZone: string;
  readonly basisRate: number;
  readonly cells: 'DAY' | 'WEEK' | null;
  readonly snapshot: string | null;
  readonly modelVersion: string | null;
}

export interface DefinitionParts {
  readonly formula: string;
  readonly terms: Terms;
  readonly customers: number;
  readonly asOfDay: string;
  readonly settings: Settings;
  readonly snapshot: Snapshot | undefined;
  readonly cells?: 'DAY' | 'WEEK';
}

export function define(parts: DefinitionParts): Definition {
  const { formula, terms, customers, asOfDay, settings, snapshot, cells } = parts;
  const hasModel = snapshot?.model.transactions.kind === 'fit';
  return {
    formula,
    terms,
    customers,
    asOfDay,
    timeZone: settings.timeZone,
    basisRate: basisRate(terms.basis, snapshot, settings),
    cells: cells ?? null,
    snapshot: snapshot?.id ?? null,
    modelVersion: hasModel ? snapshot.id : null,
  };
}
