import { UnreadableFile } from './unreadable-file.ts';

/** What the first bytes of a file say about all of them. */
export type ByteLayout = 'parquet' | 'gzip' | 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/**
 * Recognises compression and encoding by signature.
 *
 * @throws UnreadableFile for archives and spreadsheets, which hold files rather than rows.
 */
export function byteLayoutOf(head: Uint8Array): ByteLayout {
  const [first, second, third, fourth] = head;
  if (startsWith(head, 'PAR1')) {
    return 'parquet';
  }
  if (first === 0x1f && second === 0x8b) {
    return 'gzip';
  }
  if (startsWith(head, 'PK\u0003\u0004')) {
    throw new UnreadableFile(
      'expected CSV, TSV, NDJSON or Parquet; got a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV.',
    );
  }
  const packer = packers.find(({ signature }) => startsWith(head, signature));
  if (packer) {
    throw new UnreadableFile(
      `expected a file that is plain or packed by gzip; got one packed by ${packer.name}. Unpack it, or pack it by gzip.`,
    );
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return 'utf-8-bom';
  }
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && fourth === 0)) {
    return 'utf-16le';
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0)) {
    return 'utf-16be';
  }
  return 'utf-8';
}

/** What the files of other packers begin with. */
const packers = [
  { name: 'Zstandard', signature: '\u0028\u00b5\u002f\u00fd' },
  { name: 'bzip2', signature: 'BZh' },
  { name: 'xz', signature: '\u00fd7zX' },
] as const;

function startsWith(head: Uint8Array, signature: string): boolean {
  return [...signature].every((character, index) => head[index] === character.charCodeAt(0));
}
