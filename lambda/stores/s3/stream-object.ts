import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** What a streamed object is sent in; two parts are in memory at a time. */
const partBytes = 8 << 20;

/**
 * Writes an object from text that is made as it is sent, in parts: only when all of it has arrived is there
 * an object. Gives its size in bytes.
 */
export async function streamObject(
  { client, bucket }: { readonly client: S3Client; readonly bucket: string },
  { key, contentType }: { readonly key: string; readonly contentType: string },
  texts: AsyncIterable<string>,
): Promise<number> {
  let bytes = 0;
  async function* chunks() {
    for await (const text of texts) {
      const chunk = Buffer.from(text);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  await new Upload({
    client,
    params: {
      Bucket: bucket,
      Key: key,
      Body: Readable.from(chunks(), { objectMode: false }),
      ContentType: contentType,
    },
    partSize: partBytes,
    queueSize: 1,
  }).done();
  return bytes;
}
