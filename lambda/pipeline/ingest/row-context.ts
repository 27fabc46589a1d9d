import type { ImportPlan } from '../../formats/plan.ts';
import type { DateOrder, TimeColumn } from './times.ts';
import type { ZoneOffsets } from './zone-offsets.ts';

/** What the rows of an orders file are read by. */
export interface RowContext {
  readonly plan: ImportPlan;
  readonly currency: string;
  readonly timeZone: string;
  /** Offsets of `timeZone`. */
  readonly zone: ZoneOffsets;
  readonly dateOrder: DateOrder;
  /** Orders after this instant are mistakes. */
  readonly latest: Date;
}

/** A file that carries order ids keeps them; one without is a list of payments (see orders.ts). */
export function hasOrderIds({ mapping }: ImportPlan): boolean {
  return mapping.orderId !== undefined;
}

/** Whether an order's amount is the sum of its rows rather than a value each row repeats. */
export function isSummedFromLines({ mapping }: ImportPlan): boolean {
  return mapping.gross === undefined && mapping.total === undefined;
}

export const orderedAt: TimeColumn = { text: '"orderedAt"', prefix: 'ordered' };

export function updatedAt({ mapping }: ImportPlan): TimeColumn {
  return { text: mapping.updatedAt && '"updatedAt"', prefix: 'updated' };
}
