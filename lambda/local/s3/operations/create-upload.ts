import { receiveText } from '../body.ts';
import { type Checksum, checksumAlgorithms, isChecksumAlgorithm } from '../checksums.ts';
import { S3Error } from '../errors.ts';
import type { Upload } from '../multipart.ts';
import { readDescription } from '../object-headers.ts';
import type { S3Request } from '../request.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { text, xmlDocument } from '../xml.ts';

export const createMultipartUpload: Operation = async ({ buckets }, request) => {
  const { uploads } = buckets.get(request.bucket);
  const checksum = readUploadChecksum(request);
  const description = readDescription(request);
  await receiveText(request, undefined);
  const { id } = await uploads.create({ key: request.key, checksum, ...description });
  const headers: Record<string, string> = checksum
    ? { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type }
    : {};
  const body = xmlDocument(
    'InitiateMultipartUploadResult',
    text('Bucket', request.bucket),
    text('Key', request.key),
    text('UploadId', id),
  );
  return xmlResponse(body, headers);
};

/** CRCs of parts can be combined into that of the whole, SHAs cannot; CRC64NVME is only ever of the whole. */
function readUploadChecksum({ headers }: S3Request): Upload['checksum'] {
  const algorithm = headers.get('x-amz-checksum-algorithm');
  const asked = headers.get('x-amz-checksum-type');
  if (algorithm === undefined && asked === undefined) return undefined;
  if (algorithm === undefined || !isChecksumAlgorithm(algorithm)) {
    const expected = checksumAlgorithms.join(', ');
    throw new S3Error(
      'InvalidRequest',
      `Expected x-amz-checksum-algorithm to be one of ${expected}, got "${algorithm}".`,
    );
  }
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (isPossible(algorithm, type)) return { algorithm, type };
  throw new S3Error(
    'InvalidRequest',
    `The checksum type ${type} cannot be used with ${algorithm}.`,
  );
}

function isPossible(algorithm: Checksum['algorithm'], type: string): type is Checksum['type'] {
  if (type === 'COMPOSITE') return algorithm !== 'CRC64NVME';
  return type === 'FULL_OBJECT' && algorithm.startsWith('CRC');
}
