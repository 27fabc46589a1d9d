import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ExportStore } from '../../graph/exports/store.ts';
import { exportFileKey } from '../layout.ts';
import type { ExportItems } from './dynamo/exports.ts';

/** Long enough to begin a download; one that has begun goes on. A Lambda's credentials live not much longer. */
const linkSeconds = 3600;

export interface ExportStoreOptions {
  readonly presigner: S3Client;
  readonly bucket: string;
  readonly items: ExportItems;
  /** Has a registered export run, elsewhere. */
  readonly run: (id: string) => Promise<void>;
  readonly now: () => Date;
}

/** Jobs in DynamoDB, their files in S3. */
export function exportStore(options: ExportStoreOptions): ExportStore {
  const { presigner, bucket, items, run, now } = options;
  return {
    start: async (job) => {
      await items.begin(job);
      await run(job.id);
    },
    get: (id) => items.get(id),
    link: async (id) => {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: exportFileKey(id),
        ResponseContentType: 'application/x-ndjson',
        ResponseContentDisposition: `attachment; filename="${id}.ndjson"`,
      });
      return {
        url: await getSignedUrl(presigner, command, { expiresIn: linkSeconds }),
        expiresAt: new Date(now().getTime() + linkSeconds * 1000).toISOString(),
      };
    },
  };
}
