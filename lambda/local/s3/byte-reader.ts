import { S3Error } from './errors.ts';

/** Reads lines and counted runs of bytes off a stream, never holding more than one of its chunks and a line. */
export interface ByteReader {
  /** The next line without its CRLF. */
  line(): Promise<string>;
  /** Exactly `count` bytes, in as many pieces as they arrive in. */
  bytes(count: number): AsyncGenerator<Buffer>;
  /** Makes sure that nothing follows. */
  end(): Promise<void>;
  /** Lets go of the stream, read to its end or not. */
  close(): Promise<void>;
}

/** Longer than any chunk header or trailer S3 defines. */
const maxLineBytes = 8192;

/** @throws S3Error IncompleteBody when the stream ends early or a line does not. */
export function createByteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer> {
    const result = await iterator.next();
    if (result.done)
      throw new S3Error('IncompleteBody', 'The body ended in the middle of an aws-chunked frame.');
    return result.value;
  }

  async function line(): Promise<string> {
    let end = pending.indexOf('\r\n');
    while (end < 0) {
      if (pending.length > maxLineBytes) {
        throw new S3Error(
          'IncompleteBody',
          `Expected an aws-chunked line of at most ${maxLineBytes} bytes.`,
        );
      }
      pending = Buffer.concat([pending, await next()]);
      end = pending.indexOf('\r\n');
    }
    const text = pending.toString('latin1', 0, end);
    pending = pending.subarray(end + 2);
    return text;
  }

  async function* bytes(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (pending.length === 0) pending = await next();
      const piece = pending.subarray(0, left);
      pending = pending.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async function end(): Promise<void> {
    const rest = pending.length > 0 ? pending.length : (await iterator.next()).value?.length;
    if (rest)
      throw new S3Error('IncompleteBody', `Expected the body to end, got ${rest} more bytes.`);
  }

  async function close(): Promise<void> {
    await iterator.return?.();
  }

  return { line, bytes, end, close };
}
