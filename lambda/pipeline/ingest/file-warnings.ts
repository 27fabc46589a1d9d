import type { ImportWarning } from '../../../graph/imports/import.ts';
import { plainName } from '../../formats/aliases.ts';
import type { FileShape } from '../../formats/plan.ts';

/** Names shown of a header that repeats itself. */
const shownNames = 10;

/** What its owner should know of a file, whatever its rows say. */
export function fileWarnings(
  { columns, encoding }: FileShape,
  { rowsRead }: { readonly rowsRead: number },
): ImportWarning[] {
  return [...encodingWarning(encoding), ...duplicates(columns), ...noRows(rowsRead)];
}

function encodingWarning(encoding: FileShape['encoding']): ImportWarning[] {
  return encoding === undefined
    ? []
    : [
        {
          code: 'ENCODING_ASSUMED',
          message: `the file is not UTF-8; it was read as ${encoding} (Latin-1). Save it as UTF-8 if names look wrong`,
          rows: null,
        },
      ];
}

function duplicates(columns: readonly string[]): ImportWarning[] {
  const named = columns.filter((column) => column !== '');
  const repeated = Object.values(Object.groupBy(named, plainName)).flatMap((same) =>
    same && same.length > 1 ? [`"${same[0]?.slice(0, 60)}" (${same.length} times)`] : [],
  );
  return repeated.length === 0
    ? []
    : [
        {
          code: 'DUPLICATE_COLUMNS',
          message: `the header has columns of one name, and the first of them is read: ${repeated.slice(0, shownNames).join(', ')}`,
          rows: null,
        },
      ];
}

function noRows(rowsRead: number): ImportWarning[] {
  return rowsRead > 0
    ? []
    : [{ code: 'NO_ROWS', message: 'the file has a header and no rows', rows: null }];
}
