import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { type Crc64, crc64Nvme } from './crc64-nvme.ts';

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/**
 * A checksum as S3 keeps it beside an object.
 *
 * FULL_OBJECT covers the bytes. COMPOSITE covers the checksums of the parts, and its value ends in
 * `-` and their number.
 */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  /** Base64. */
  readonly value: string;
}

export interface Hasher {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export function isChecksumAlgorithm(text: string): text is ChecksumAlgorithm {
  return checksumAlgorithms.some((algorithm) => algorithm === text);
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [checksumHeader(checksum.algorithm)]: checksum.value,
    'x-amz-checksum-type': checksum.type,
  };
}

/** Digest lengths in bytes. */
export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

export function createHasher(algorithm: ChecksumAlgorithm): Hasher {
  switch (algorithm) {
    case 'CRC32':
      return crcHasher((bytes, crc) => crc32(bytes, crc));
    case 'CRC32C':
      return crcHasher(crc32c);
    case 'CRC64NVME':
      return crc64Hasher();
    case 'SHA1':
      return createHash('sha1');
    case 'SHA256':
      return createHash('sha256');
  }
}

function crcHasher(next: (bytes: Buffer, crc: number) => number): Hasher {
  let crc = 0;
  return {
    update(bytes) {
      crc = next(bytes, crc);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest;
    },
  };
}

function crc64Hasher(): Hasher {
  let crc: Crc64 = [0, 0];
  return {
    update(bytes) {
      crc = crc64Nvme(bytes, crc);
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(crc[0], 0);
      digest.writeUInt32BE(crc[1], 4);
      return digest;
    },
  };
}
