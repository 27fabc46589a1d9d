import { fileChunks } from './file-chunks.ts';

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
  if (!(await mayShift(path))) {
    return [];
  }
  const scan = startScan(layout);
  for await (const chunk of fileChunks(path)) {
    readChunk(scan, chunk);
  }
  return scan.shifts;
}

/** Whether the file has a quote or two line ends beside each other: most have neither, and a search is quicker than the scan. */
async function mayShift(path: string): Promise<boolean> {
  let last = 0;
  for await (const bytes of fileChunks(path)) {
    const first = bytes[0] ?? 0;
    const isBlankAcross = isLineEnd(last || lineFeed) && isLineEnd(first);
    if (isBlankAcross || bytes.includes(quote) || blankLines.some((ends) => bytes.includes(ends))) {
      return true;
    }
    last = bytes.at(-1) ?? 0;
  }
  return false;
}

const blankLines = ['\n\n', '\n\r'];

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

export interface CsvLayout {
  readonly delimiter: string;
  /** In a file of one column the reader takes a blank line for a row with an empty value. */
  readonly blankIsRecord: boolean;
}

/** Where in a record the scan is. A quote opens a quoted field only at the field's start: `5" pipe` is a plain value. */
const [fieldStart, plain, quoted, closed, lineStart, blankLine] = [0, 1, 2, 3, 4, 5] as const;

/** Kinds of bytes, and what they do that is more than a change of state. */
const [other, isQuote, isDelimiter, isReturn, isFeed] = [0, 1, 2, 3, 4] as const;
const kinds = 5;
const [endsRecord, endsBlankLine, breaksField] = [6, 7, 8] as const;

/**
 * The next state for each state and kind of byte, or one of the three above. A second quote right after a
 * closing one is an escaped quote: the field goes on.
 */
const steps = Uint8Array.from(
  [
    [fieldStart, plain, quoted, fieldStart, plain, endsRecord],
    [plain, plain, plain, fieldStart, plain, endsRecord],
    [quoted, quoted, closed, quoted, quoted, breaksField],
    [closed, plain, quoted, fieldStart, plain, endsRecord],
    [lineStart, plain, quoted, fieldStart, blankLine, endsBlankLine],
    [blankLine, plain, plain, fieldStart, blankLine, endsBlankLine],
  ].flatMap(([, ...next]) => next),
);

interface Scan {
  readonly shifts: LineShift[];
  readonly blankIsRecord: boolean;
  readonly kindOf: Uint8Array;
  state: number;
  record: number;
  line: number;
  blanks: number;
  shift: number;
}

function startScan({ delimiter, blankIsRecord }: CsvLayout): Scan {
  const kindOf = new Uint8Array(256).fill(other);
  kindOf[delimiter.charCodeAt(0)] = isDelimiter;
  kindOf[quote] = isQuote;
  kindOf[carriageReturn] = isReturn;
  kindOf[lineFeed] = isFeed;
  const counts = { record: 1, line: 1, blanks: 0, shift: 0 };
  return { shifts: [], blankIsRecord, kindOf, state: lineStart, ...counts };
}

/** Lines without a quote, nearly all of them, are found by the engine's own search; the others are read byte by byte. */
function readChunk(scan: Scan, bytes: Uint8Array): void {
  let quoteAt = -1;
  for (let index = 0; index < bytes.length; index += 1) {
    if (scan.state === lineStart && bytes[index] !== carriageReturn) {
      quoteAt = quoteAt < index ? indexOrEnd(bytes, quote, index) : quoteAt;
      const feedAt = indexOrEnd(bytes, lineFeed, index);
      if (feedAt < quoteAt) {
        endLine(scan, feedAt === index ? endsBlankLine : endsRecord);
        index = feedAt;
        continue;
      }
    }
    readByte(scan, bytes[index] ?? 0);
  }
}

function indexOrEnd(bytes: Uint8Array, byte: number, from: number): number {
  const index = bytes.indexOf(byte, from);
  return index === -1 ? bytes.length : index;
}

function readByte(scan: Scan, byte: number): void {
  const next = steps[scan.state * kinds + (scan.kindOf[byte] ?? other)] ?? plain;
  if (next < endsRecord) {
    scan.state = next;
  } else {
    scan.state = next === breaksField ? quoted : lineStart;
    endLine(scan, next);
  }
}

function endLine(scan: Scan, end: number): void {
  scan.line += 1;
  if (end === breaksField) {
    return;
  }
  if (end === endsBlankLine && !scan.blankIsRecord) {
    scan.blanks += 1;
  } else {
    scan.record += 1;
  }
  if (scan.line - scan.record !== scan.shift) {
    scan.shift = scan.line - scan.record;
    scan.shifts.push({ record: scan.record, shift: scan.shift, blanks: scan.blanks });
  }
}
