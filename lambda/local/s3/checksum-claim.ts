import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumBytes,
  checksumHeader,
} from './checksums.ts';
import { S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

/** The checksum a client says its body has; without a value, it follows in a trailer. */
export interface ChecksumClaim {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string | undefined;
}

/**
 * Finds the checksum a request promises, in a header or announced as a trailer.
 *
 * Query parameters are not looked at, as on AWS: the SDK's presigner writes the checksum of an empty
 * body into every URL it makes for PutObject.
 *
 * @throws S3Error InvalidRequest for two checksums, an unusable value, or an algorithm without one.
 */
export function readChecksumClaim(request: S3Request): ChecksumClaim | undefined {
  const trailer = request.headers.get('x-amz-trailer')?.toLowerCase();
  const claims = checksumAlgorithms.flatMap((algorithm): ChecksumClaim[] => {
    const header = checksumHeader(algorithm);
    const value = request.headers.get(header);
    if (value !== undefined) return [{ algorithm, value: checkValue(algorithm, value) }];
    return trailer === header ? [{ algorithm, value: undefined }] : [];
  });
  if (claims.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      `Expecting a single x-amz-checksum- header, got ${claims.length}.`,
    );
  }
  const [claim] = claims;
  const announced = request.headers.get('x-amz-sdk-checksum-algorithm');
  if (announced !== undefined && announced.toUpperCase() !== claim?.algorithm) {
    throw new S3Error(
      'InvalidRequest',
      `x-amz-sdk-checksum-algorithm is ${announced}, but no x-amz-checksum- header or trailer fits it.`,
    );
  }
  if (trailer !== undefined && claim === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Expected x-amz-trailer to name a checksum, got "${trailer}".`,
    );
  }
  return claim;
}

/** @throws S3Error InvalidRequest unless the value is Base64 of the algorithm's length. */
export function checkValue(algorithm: ChecksumAlgorithm, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === checksumBytes[algorithm] && bytes.toString('base64') === value) return value;
  throw new S3Error(
    'InvalidRequest',
    `Value for ${checksumHeader(algorithm)} header is invalid: "${value}".`,
  );
}
