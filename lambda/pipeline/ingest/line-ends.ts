import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const [lineFeed, carriageReturn, quote] = [0x0a, 0x0d, 0x22] as const;

/** What the CSV reader says of a file whose lines do not all end the same way. */
const mixedLineEnds = 'state machine reached an invalid state';

export function hasMixedLineEnds(error: unknown): boolean {
  return error instanceof Error && error.message.includes(mixedLineEnds);
}

/**
 * Whether the first line ends with a carriage return alone, as old spreadsheets on a Mac save theirs: the reader would
 * take the whole file for one line.
 */
export function hasReturnsAlone(sample: string): boolean {
  const end = firstLineEnd(sample);
  return sample[end] === '\r' && sample[end + 1] !== '\n' && end + 1 < sample.length;
}

/** Where the first line ends, which line ends in quotes do not. */
function firstLineEnd(sample: string): number {
  let isQuoted = false;
  return (
    [...sample.matchAll(/["\r\n]/g)].find(([sign]) => {
      isQuoted = sign === '"' ? !isQuoted : isQuoted;
      return sign !== '"' && !isQuoted;
    })?.index ?? -1
  );
}

/**
 * Ends every line of a CSV file with a line feed, in place and in constant memory: whoever appends to
 * an export by another program gets CRLF behind LF, which the reader does not take. Values in quotes keep their line ends
 * where the delimiter is given; without, theirs are levelled, too, so that refused rows keep their line numbers.
 */
export async function levelLineEnds(path: string, delimiter?: string): Promise<void> {
  const level = `${path}.level`;
  await pipeline(
    createReadStream(path, { highWaterMark: 2 ** 20 }),
    levelled(delimiter?.charCodeAt(0)),
    createWriteStream(level),
  );
  await rename(level, path);
}

/** Where in a record the bytes are; a quote opens a field at its start only, and a doubled one does not end it. */
interface Position {
  isFieldStart: boolean;
  isQuoted: boolean;
  /** The last byte was a carriage return that ended a line: a line feed behind it is part of that end. */
  isBehindReturn: boolean;
}

function levelled(delimiter: number | undefined) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    const position = { isFieldStart: true, isQuoted: false, isBehindReturn: false };
    for await (const chunk of chunks) {
      yield levelChunk(chunk, position, delimiter);
    }
  };
}

function levelChunk(
  chunk: Uint8Array,
  position: Position,
  delimiter: number | undefined,
): Uint8Array {
  const kept = new Uint8Array(chunk.length);
  let length = 0;
  for (const byte of chunk) {
    const isSecondHalf = position.isBehindReturn && byte === lineFeed;
    position.isBehindReturn = byte === carriageReturn && !position.isQuoted;
    if (!isSecondHalf) {
      kept[length] = position.isBehindReturn ? lineFeed : byte;
      length += 1;
      if (delimiter !== undefined) {
        step(position, byte, delimiter);
      }
    }
  }
  return kept.subarray(0, length);
}

function step(position: Position, byte: number, delimiter: number): void {
  if (byte === quote && (position.isQuoted || position.isFieldStart)) {
    // Behind a closing quote another one opens the field again.
    position.isFieldStart = position.isQuoted;
    position.isQuoted = !position.isQuoted;
    return;
  }
  position.isFieldStart =
    !position.isQuoted && (byte === delimiter || byte === lineFeed || byte === carriageReturn);
}
