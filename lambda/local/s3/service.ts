import type { AuthorizedRequest } from './body.ts';
import type { BucketStore } from './buckets.ts';
import type { CreationKind } from './events.ts';
import type { StoredObject } from './stored-object.ts';

/** What an operation works with. */
export interface Service {
  readonly region: string;
  readonly buckets: BucketStore;
  /** Tells of an object that is safely on disk. */
  readonly announce: (creation: Creation) => void;
}

export interface Creation {
  readonly kind: CreationKind;
  readonly bucket: string;
  readonly object: Pick<StoredObject, 'key' | 'size' | 'etag' | 'sequencer'>;
  readonly requestId: string;
}

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | NodeJS.ReadableStream;
}

export type Operation = (service: Service, request: AuthorizedRequest) => Promise<S3Response>;

export function xmlResponse(
  body: string,
  headers: Readonly<Record<string, string>> = {},
): S3Response {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}
