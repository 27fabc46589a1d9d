import type { ImportReport, Reject } from './import.ts';
import type { ColumnMapping, ImportKindName } from './mapping.ts';

/** A page of reports, newest first. */
export interface ImportPage {
  readonly reports: readonly ImportReport[];
  /** The last report's `startedAt#id` when more follow; undefined at the end. */
  readonly next: string | undefined;
}

interface UploadRequest {
  readonly kind: ImportKindName;
  readonly fileName: string;
  /** Kept with the upload, for the import to read; empty when the header is to speak for itself. */
  readonly mapping: ColumnMapping;
}

/** Where to PUT a file. The URL is a secret until it expires. */
interface UploadTarget {
  readonly url: string;
  readonly key: string;
  readonly expiresAt: string;
}

export interface ImportStore {
  /** Reports after (older than) the one named `startedAt#id`; any report of a page can be named. */
  list(limit: number, after: string | undefined): Promise<ImportPage>;
  get(id: string): Promise<ImportReport | undefined>;
  /** Refused rows of one import, from the start, in the file's order. */
  rejects(id: string, offset: number, limit: number): Promise<Reject[]>;
  createUpload(request: UploadRequest): Promise<UploadTarget>;
}
