import { createHash } from 'node:crypto';
import { sha256Hex, sign } from './canonical-request.ts';
import { S3Error } from './errors.ts';
import { type Authorization, isSameSignature } from './signature.ts';

/** Checks the signatures inside a body; each one covers the one before it, back to the request's own. */
export interface ChunkVerifier {
  update(piece: Buffer): void;
  endChunk(signature: string): void;
  /** Takes `x-amz-trailer-signature` out of the trailers it has verified. */
  endTrailers(trailers: Map<string, string>): void;
}

const emptyHash = sha256Hex('');

/** Source: "Signature Calculations: Transferring Payload in Multiple Chunks", Amazon S3 API Reference. */
export function createChunkVerifier(
  { key, scope, timestamp, signature: seed }: Authorization,
  hasTrailers: boolean,
): ChunkVerifier {
  let previous = seed;
  let hash = createHash('sha256');

  function check(expected: string, actual: string): void {
    if (!isSameSignature(expected, actual)) {
      throw new S3Error(
        'SignatureDoesNotMatch',
        'The signature of a chunk does not fit its bytes.',
      );
    }
    previous = expected;
  }

  return {
    update(piece) {
      hash.update(piece);
    },
    endChunk(signature) {
      const lines = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        timestamp,
        scope,
        previous,
        emptyHash,
        hash.digest('hex'),
      ];
      check(sign(key, lines), signature);
      hash = createHash('sha256');
    },
    endTrailers(trailers) {
      if (!hasTrailers) return;
      const signature = trailers.get('x-amz-trailer-signature') ?? '';
      trailers.delete('x-amz-trailer-signature');
      const canonical = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
      const lines = ['AWS4-HMAC-SHA256-TRAILER', timestamp, scope, previous, sha256Hex(canonical)];
      check(sign(key, lines), signature);
    },
  };
}
