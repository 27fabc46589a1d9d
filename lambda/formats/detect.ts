import type { UploadKind } from '../layout.ts';
import { genericCustomers } from './generic-customers.ts';
import { genericOrders } from './generic-orders.ts';
import { genericSpend } from './generic-spend.ts';
import type { FileShape, Format, ImportPlan } from './plan.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Every known format, the particular before the generic: the first that claims a file reads it. */
const formats: readonly Format[] = [genericOrders, genericSpend, genericCustomers];

/**
 * Recognises a file by its header names, never by position.
 *
 * @throws UnreadableFile naming what the last (most general) format of the kind misses.
 */
export function detect(kind: UploadKind, shape: FileShape): ImportPlan {
  let missing: readonly string[] = [];
  for (const format of formats.filter((candidate) => candidate.kind === kind)) {
    const recognition = format.recognise(shape);
    if ('plan' in recognition) {
      return recognition.plan;
    }
    missing = recognition.missing;
  }
  const headers = shape.columns.map((column) => column.slice(0, 60)).slice(0, 40);
  throw new UnreadableFile(
    `expected a file of ${kind} with a header line that names ${missing.join(' and ')}; ` +
      `got the columns: ${headers.join(', ') || '(none)'}. Rename the columns and upload it again.`,
  );
}
