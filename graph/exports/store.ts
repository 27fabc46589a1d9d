import type { Export, ExportJob } from './export.ts';

/** Where to GET the file. The URL is a secret until it expires. */
export interface ExportLink {
  readonly url: string;
  /** Instant, ISO 8601. */
  readonly expiresAt: string;
}

/** Exports under way and done. */
export interface ExportStore {
  /** Registers the job and has it run, elsewhere. */
  start(job: ExportJob): Promise<void>;
  get(id: string): Promise<Export | undefined>;
  link(id: string): Promise<ExportLink>;
}
