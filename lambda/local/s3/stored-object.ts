import type { Checksum } from './checksums.ts';

/** What is kept about an object, as JSON beside its bytes. */
export interface StoredObject {
  readonly key: string;
  /** The file with its bytes; a new one for every write, never changed. */
  readonly blob: string;
  readonly size: number;
  /** MD5 in hexadecimal, without quotes; `-N` behind it for an object of N parts. */
  readonly etag: string;
  /** ISO 8601, whole seconds: no S3 client is shown more. */
  readonly lastModified: string;
  /** Content-Type, Cache-Control and the like. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?: Checksum | undefined;
  readonly sequencer: string;
}

/** What a writer brings; the store adds the time and the sequencer as it commits. */
export type ObjectDraft = Omit<StoredObject, 'lastModified' | 'sequencer'>;

/** Looks at the current object, if any, and throws to refuse a write or a removal. */
export type Precondition = (current: StoredObject | undefined) => void;
