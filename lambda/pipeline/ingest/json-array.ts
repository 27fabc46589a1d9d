import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Whether a text begins as a JSON array of objects does. */
export function isJsonArray(text: string): boolean {
  return /^\s*\[\s*(\{|\]\s*$)/.test(text);
}

/**
 * Rewrites a JSON array in place as one element a line, in constant memory. An element that is no
 * object, or one that the end of the file cuts off, stays as it is, for the checks to refuse by its line.
 */
export async function unwrapJsonArray(path: string): Promise<void> {
  const unwrapped = `${path}.lines`;
  await pipeline(createReadStream(path), elements, createWriteStream(unwrapped));
  await rename(unwrapped, path);
}

const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const [comma, quote, backslash, lineFeed, carriageReturn, space] = [0x2c, 0x22, 0x5c, 10, 13, 32];

/** How deep in brackets a byte stands, and whether inside a text. */
interface Place {
  depth: number;
  isText: boolean;
  isEscaped: boolean;
}

async function* elements(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const place: Place = { depth: 0, isText: false, isEscaped: false };
  for await (const chunk of chunks) {
    const out = new Uint8Array(chunk.length);
    let length = 0;
    for (const byte of chunk) {
      const written = place.isText ? textByte(place, byte) : bareByte(place, byte);
      if (written !== undefined) {
        out[length] = written;
        length += 1;
      }
    }
    yield out.subarray(0, length);
  }
}

function textByte(place: Place, byte: number): number {
  place.isText = byte !== quote || place.isEscaped;
  place.isEscaped = byte === backslash && !place.isEscaped;
  return byte;
}

/** The byte to write; undefined for the array's own brackets. Line breaks stand between elements alone. */
function bareByte(place: Place, byte: number): number | undefined {
  switch (byte) {
    case quote:
      place.isText = true;
      return byte;
    case openBracket:
    case openBrace:
      place.depth += 1;
      return byte === openBracket && place.depth === 1 ? undefined : byte;
    case closeBracket:
    case closeBrace:
      place.depth = Math.max(0, place.depth - 1);
      return byte === closeBracket && place.depth === 0 ? lineFeed : byte;
    case comma:
      return place.depth === 1 ? lineFeed : byte;
    case lineFeed:
    case carriageReturn:
      return space;
    default:
      return byte;
  }
}
