import { S3Error } from './errors.ts';

/** Bytes of an object, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a Range header: `bytes=a-b`, `bytes=a-` or the suffix `bytes=-n`.
 *
 * @returns undefined for the whole object: without a header, or with one that S3 ignores (another
 *   unit, several ranges, b < a).
 * @throws S3Error InvalidRange when no byte of the object is in the range.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Number(last);
    if (length === 0 || size === 0) throw invalidRange(header, size);
    return { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw invalidRange(header, size);
  return { start, end };
}

function invalidRange(header: string | undefined, size: number): S3Error {
  return new S3Error(
    'InvalidRange',
    `The range "${header}" has no byte of an object of ${size} bytes.`,
    {
      'content-range': `bytes */${size}`,
    },
  );
}
