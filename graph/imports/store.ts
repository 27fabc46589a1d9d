import type { ImportReport, Reject } from './import.ts';

/** A page of reports, newest first; `next` continues it. */
export interface ImportPage {
  readonly reports: readonly ImportReport[];
  /** Opaque; undefined at the end. */
  readonly next: string | undefined;
}

export interface UploadRequest {
  readonly kind: 'orders' | 'spend' | 'customers';
  readonly fileName: string;
}

/** Where to PUT a file. The URL is a secret until it expires. */
export interface UploadTarget {
  readonly url: string;
  readonly key: string;
  readonly expiresAt: string;
}

export interface ImportStore {
  list(limit: number, after: string | undefined): Promise<ImportPage>;
  get(id: string): Promise<ImportReport | undefined>;
  /** Refused rows of one import, from the start, in the file's order. */
  rejects(id: string, offset: number, limit: number): Promise<readonly Reject[]>;
  createUpload(request: UploadRequest): Promise<UploadTarget>;
}
