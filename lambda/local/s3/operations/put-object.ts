import { declaredLength, receiveBody } from '../body.ts';
import { readChecksumClaim } from '../checksum-claim.ts';
import { checksumHeaders } from '../checksums.ts';
import { writePrecondition } from '../conditions.ts';
import { readDescription } from '../object-headers.ts';
import type { Operation } from '../service.ts';

export const putObject: Operation = async (service, request) => {
  const { objects } = service.buckets.get(request.bucket);
  const claim = readChecksumClaim(request);
  const precondition = writePrecondition(request.headers);
  const description = readDescription(request);
  declaredLength(request);
  const { blob, result } = await objects.stage((sink) => receiveBody(request, claim, sink));
  const { size, md5, checksum } = result;
  const draft = { key: request.key, blob, size, etag: md5, checksum, ...description };
  const object = await objects.commit(draft, precondition);
  service.announce({ kind: 'Put', bucket: request.bucket, object, requestId: request.id });
  return { status: 200, headers: { etag: `"${object.etag}"`, ...checksumHeaders(checksum) } };
};
