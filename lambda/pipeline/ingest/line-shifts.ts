import { createReadStream } from 'node:fs';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Where the line number of a CSV record departs from its ordinal: quoted fields span lines, blank
 * lines are no records. Most files have no entry at all.
 */
export interface LineShift {
  /** Ordinal of the first record concerned; the header is record 1. */
  readonly record: number;
  /** Line on which that record starts, less its ordinal. */
  readonly shift: number;
  /** Blank lines before that record: the CSV reader counts them when it names a refused row. */
  readonly blanks: number;
}

/**
 * Finds those places by one pass over the bytes. Run only when rows were refused, for their line
 * numbers: an accepted row does not need one.
 */
export async function lineShifts(path: string, layout: CsvLayout): Promise<LineShift[]> {
  const scan = startScan(layout);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    for (const byte of chunk as Uint8Array) {
      readByte(scan, byte);
    }
  }
  return scan.shifts;
}

export interface CsvLayout {
  readonly delimiter: string;
  /** In a file of one column the reader takes a blank line for a row with an empty value. */
  readonly blankIsRecord: boolean;
}

interface Scan {
  readonly shifts: LineShift[];
  readonly delimiter: number;
  readonly blankIsRecord: boolean;
  record: number;
  line: number;
  blanks: number;
  shift: number;
  field: 'start' | 'plain' | 'quoted' | 'closed';
  isBlank: boolean;
}

function startScan({ delimiter, blankIsRecord }: CsvLayout): Scan {
  return {
    shifts: [],
    delimiter: delimiter.charCodeAt(0),
    blankIsRecord,
    record: 1,
    line: 1,
    blanks: 0,
    shift: 0,
    field: 'start',
    isBlank: true,
  };
}

/** A quote opens a quoted field only at the field's start: `5" pipe` is a plain value. */
function readByte(scan: Scan, byte: number): void {
  if (scan.field === 'quoted') {
    scan.line += byte === lineFeed ? 1 : 0;
    scan.field = byte === quote ? 'closed' : 'quoted';
  } else if (byte === lineFeed) {
    endRecord(scan);
  } else if (byte === scan.delimiter) {
    scan.field = 'start';
    scan.isBlank = false;
  } else if (byte === quote) {
    // A second quote right after a closing one is an escaped quote: the field goes on.
    scan.field = scan.field === 'plain' ? 'plain' : 'quoted';
    scan.isBlank = false;
  } else {
    scan.field = 'plain';
    scan.isBlank &&= byte === carriageReturn;
  }
}

function endRecord(scan: Scan): void {
  scan.line += 1;
  if (scan.isBlank && !scan.blankIsRecord) {
    scan.blanks += 1;
  } else {
    scan.record += 1;
  }
  if (scan.line - scan.record !== scan.shift) {
    scan.shift = scan.line - scan.record;
    scan.shifts.push({ record: scan.record, shift: scan.shift, blanks: scan.blanks });
  }
  scan.field = 'start';
  scan.isBlank = true;
}
