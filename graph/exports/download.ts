import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import { mayHold } from '../viewer/access.ts';
import { type Export, isPersonal } from './export.ts';
import type { ExportLink } from './store.ts';

/** A link to the file, null until it is done; refuses viewers who may not see what is in it. */
export async function downloadOf(
  { id, status, fields }: Export,
  { stores, viewer }: Context,
): Promise<ExportLink | null> {
  if (isPersonal(fields) && !mayHold(viewer, 'MARKETER')) {
    throw clientError('FORBIDDEN', 'Expected the role MARKETER for a file with personal data.');
  }
  return status === 'SUCCEEDED' ? stores.exports.link(id) : null;
}
