import { GetObjectCommand, NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** Half-open range of bytes: from `start` up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

interface ObjectRequest {
  readonly key: string;
  /** Part of the object, or its last bytes; the whole object when undefined. */
  readonly range?: ByteRange | { readonly last: number };
  /** Answer `unchanged` when the object still has this ETag. */
  readonly knownETag?: string;
}

export type ObjectAnswer =
  | {
      readonly status: 'found';
      readonly bytes: Uint8Array;
      /** Size of the whole object, also when a part of it was asked for. */
      readonly size: number;
      readonly eTag: string | undefined;
    }
  | { readonly status: 'unchanged' }
  | { readonly status: 'missing' };

/** The one way the stores read S3; a test may stand in for it, and a decorator may count. */
export type GetObject = (request: ObjectRequest) => Promise<ObjectAnswer>;

/** Told of every S3 call as it is made, so that tests and `extensions` can count them. */
export type CallObserver = (operation: 'GetObject', key: string) => void;

export interface GetObjectOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly onCall?: CallObserver;
}

/**
 * Reads objects of one bucket. Throws what the SDK throws, except that a missing object and an
 * unchanged one are answers. S3 says 403 for a missing object to a role without s3:ListBucket on the
 * bucket, so the function's role needs it.
 */
export function createGetObject({ client, bucket, onCall }: GetObjectOptions): GetObject {
  return async (request) => {
    onCall?.('GetObject', request.key);
    try {
      const output = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: request.key,
          Range: rangeHeader(request.range),
          IfNoneMatch: request.knownETag,
        }),
      );
      const bytes = (await output.Body?.transformToByteArray()) ?? new Uint8Array();
      const size = totalSize(output.ContentRange) ?? bytes.byteLength;
      return { status: 'found', bytes, size, eTag: output.ETag };
    } catch (error) {
      return expectedAnswer(error);
    }
  };
}

/** RFC 9110, section 14.1.2: the last byte is included; `-n` means the last n bytes. */
function rangeHeader(range: ObjectRequest['range']): string | undefined {
  if (!range) {
    return undefined;
  }
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end - 1}`;
}

/** `bytes 0-99/1234` says 1234. */
function totalSize(contentRange: string | undefined): number | undefined {
  const size = contentRange?.split('/')[1];
  return size === undefined ? undefined : Number(size);
}

function expectedAnswer(error: unknown): ObjectAnswer {
  if (error instanceof NoSuchKey) {
    return { status: 'missing' };
  }
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 304) {
    return { status: 'unchanged' };
  }
  throw error;
}
