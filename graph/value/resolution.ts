import type { Cells } from '../models/cells.ts';
import { toWeekCells } from '../models/week-cells.ts';

/** With more day cells than this a sum over them takes longer than a query should. */
const mostDayCells = 50_000;

type CellResolution = 'DAY' | 'WEEK';

/** The cells that a sum goes over, and how fine they are. */
export interface SummedCells {
  readonly cells: Cells;
  readonly resolution: CellResolution;
}

/** A snapshot's cells are kept and summed again and again. */
const merged = new WeakMap<Cells, Cells>();

/** Day cells as they are while they are few, merged into week cells beyond. */
export function summedCells(days: Cells): SummedCells {
  if (days.age.length <= mostDayCells) {
    return { cells: days, resolution: 'DAY' };
  }
  const cells = merged.get(days) ?? toWeekCells(days);
  merged.set(days, cells);
  return { cells, resolution: 'WEEK' };
}
