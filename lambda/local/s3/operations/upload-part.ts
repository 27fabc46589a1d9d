import { declaredLength, receiveBody } from '../body.ts';
import { readChecksumClaim } from '../checksum-claim.ts';
import { checksumHeader } from '../checksums.ts';
import { S3Error } from '../errors.ts';
import type { Operation } from '../service.ts';

/** Parts are numbered from 1 to this. */
const maxPartNumber = 10_000;

export const uploadPart: Operation = async ({ buckets }, request) => {
  const { uploads } = buckets.get(request.bucket);
  const number = readPartNumber(request.query.get('partNumber') ?? '');
  const upload = await uploads.find(request.query.get('uploadId') ?? '', request.key);
  const claim = readChecksumClaim(request);
  declaredLength(request);
  if (upload.checksum && claim?.algorithm !== upload.checksum.algorithm) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksum.algorithm}, actual checksum Type: ${claim?.algorithm}.`,
    );
  }
  const part = await uploads.writePart(upload.id, number, (sink) =>
    receiveBody(request, claim, sink),
  );
  const headers: Record<string, string> = { etag: `"${part.md5}"` };
  if (part.checksum) headers[checksumHeader(part.checksum.algorithm)] = part.checksum.value;
  return { status: 200, headers };
};

function readPartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= maxPartNumber) return number;
  throw new S3Error(
    'InvalidArgument',
    `Part number must be an integer between 1 and ${maxPartNumber}, got "${text}".`,
  );
}
