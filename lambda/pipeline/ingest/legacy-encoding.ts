import { isAscii } from 'node:buffer';
import { fileChunks } from './file-chunks.ts';

/** So many bytes beyond ASCII tell what a file is; most files need one. */
const enough = 2000;

/**
 * Whether a text file is in Windows-1252, of which Latin-1 is a part: beyond ASCII it has no sequence that
 * UTF-8 knows, only bytes that stand for characters, most of them beside a letter or in an amount. One character of
 * UTF-8 makes it UTF-8, and what else is in it is then damage, which the reader refuses by its row.
 */
export async function isWindows1252(path: string): Promise<boolean> {
  const seen = { high: 0, inPlace: 0 };
  for await (const bytes of fileChunks(path)) {
    if (!isAscii(bytes) && !isLegacy(bytes, seen)) {
      return false;
    }
    if (seen.high >= enough) {
      break;
    }
  }
  return seen.high > 0 && 2 * seen.inPlace > seen.high;
}

/** False as soon as a byte rules the encoding out. */
function isLegacy(bytes: Uint8Array, seen: { high: number; inPlace: number }): boolean {
  for (const [index, byte] of bytes.entries()) {
    if (byte >= 0x80) {
      if (undefinedBytes.has(byte) || isUtf8At(bytes, index)) {
        return false;
      }
      seen.high += 1;
      seen.inPlace += isInPlace(byte, [bytes[index - 1], bytes[index + 1]]) ? 1 : 0;
      if (seen.high >= enough) {
        return true;
      }
    }
  }
  return true;
}

/** €, £ and ¥, and the blank that does not break a line. */
const signsOfAmounts = new Set([0x80, 0xa3, 0xa5, 0xa0]);

function isInPlace(byte: number, beside: readonly (number | undefined)[]): boolean {
  return beside.some(isLetter) || (signsOfAmounts.has(byte) && beside.some(isDigitOrBlank));
}

function isDigitOrBlank(byte = 0): boolean {
  return byte === 0x20 || (byte >= 0x30 && byte <= 0x39);
}

/** Bytes that stand for nothing in Windows-1252. */
const undefinedBytes = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** A lead byte with all of its continuation bytes. One cut off by the end of a chunk says nothing. */
function isUtf8At(bytes: Uint8Array, index: number): boolean {
  const lead = bytes[index] ?? 0;
  const more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  const isLead = lead >= 0xc2 && lead <= 0xf4;
  const following = bytes.subarray(index + 1, index + 1 + more);
  return isLead && following.length === more && following.every((byte) => (byte & 0xc0) === 0x80);
}

function isLetter(byte = 0): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
