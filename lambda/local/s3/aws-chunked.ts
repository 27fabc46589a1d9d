import { type ByteReader, createByteReader } from './byte-reader.ts';
import type { ChunkVerifier } from './chunk-signature.ts';
import { S3Error } from './errors.ts';

export interface ChunkedOptions {
  /** Present when every chunk carries a signature. */
  readonly verifier: ChunkVerifier | undefined;
  /** Filled with the trailers once the last chunk has been read. */
  readonly trailers: Map<string, string>;
}

/**
 * Takes the aws-chunked framing off a body.
 *
 * A chunk is `size-in-hex[;chunk-signature=hex]\r\n`, its bytes, `\r\n`; a chunk of size 0 ends the
 * data, trailers `name:value\r\n` and an empty line end the body. This is inside HTTP's own chunks,
 * which Node has removed. Bytes are yielded before their signature is known: a caller must not
 * commit them before the generator is done.
 *
 * @throws S3Error IncompleteBody, MalformedTrailerError, SignatureDoesNotMatch.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  { verifier, trailers }: ChunkedOptions,
): AsyncGenerator<Buffer> {
  const reader = createByteReader(source);
  try {
    yield* readChunks(reader, verifier);
    await readTrailers(reader, trailers);
    verifier?.endTrailers(trailers);
    await reader.end();
  } finally {
    await reader.close();
  }
}

async function* readChunks(
  reader: ByteReader,
  verifier: ChunkVerifier | undefined,
): AsyncGenerator<Buffer> {
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line());
    for await (const piece of reader.bytes(size)) {
      verifier?.update(piece);
      yield piece;
    }
    verifier?.endChunk(signature);
    if (size === 0) return;
    const end = await reader.line();
    if (end !== '') {
      throw new S3Error('IncompleteBody', `Expected CRLF after a chunk of ${size} bytes.`);
    }
  }
}

function parseChunkHeader(line: string): { size: number; signature: string } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match?.[1]) {
    throw new S3Error(
      'IncompleteBody',
      `Expected an aws-chunked header, got "${line.slice(0, 80)}".`,
    );
  }
  return { size: Number.parseInt(match[1], 16), signature: match[2] ?? '' };
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    // Some clients end each trailer with a bare newline before the CRLF.
    const line = (await reader.line()).trim();
    if (line === '') return;
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw new S3Error(
        'MalformedTrailerError',
        `Expected a trailer "name:value", got "${line.slice(0, 80)}".`,
      );
    }
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}
