import { S3Error } from './errors.ts';
import type { Part, Upload } from './multipart.ts';
import { childText, parseXml, type XmlElement } from './xml-parser.ts';

/** Every part but the last has at least 5 MiB. */
const minPartBytes = 5 * 1024 ** 2;

/**
 * The stored parts that a CompleteMultipartUpload document names, in its order.
 *
 * @throws S3Error MalformedXML, InvalidPartOrder, InvalidPart (unknown, or not what was uploaded),
 *   EntityTooSmall.
 */
export function chooseParts(document: string, stored: readonly Part[], upload: Upload): Part[] {
  const elements = parseXml(document, 'CompleteMultipartUpload').children.filter(
    (child) => child.name === 'Part',
  );
  if (elements.length === 0)
    throw new S3Error('MalformedXML', 'Expected at least one Part, got none.');
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const chosen = elements.map((element) => choosePart(element, byNumber, upload));
  chosen.forEach((part, at) => {
    const before = chosen[at - 1];
    if (before && before.number >= part.number) {
      throw new S3Error(
        'InvalidPartOrder',
        `Expected rising part numbers, got ${part.number} after ${before.number}.`,
      );
    }
    if (before && before.size < minPartBytes) {
      throw new S3Error(
        'EntityTooSmall',
        `Expected at least ${minPartBytes} bytes in part ${before.number}, got ${before.size}.`,
      );
    }
  });
  return chosen;
}

function choosePart(element: XmlElement, stored: ReadonlyMap<number, Part>, upload: Upload): Part {
  const number = Number(childText(element, 'PartNumber'));
  const part = stored.get(number);
  const etag = childText(element, 'ETag')?.replaceAll('"', '');
  if (!part || part.md5 !== etag) {
    throw new S3Error(
      'InvalidPart',
      `Part ${number} was not uploaded, or its ETag is not "${etag}".`,
    );
  }
  const promised = part.checksum && childText(element, `Checksum${part.checksum.algorithm}`);
  if (promised !== undefined && promised !== part.checksum?.value) {
    throw new S3Error('InvalidPart', `The checksum of part ${number} is not "${promised}".`);
  }
  if (upload.checksum?.type === 'COMPOSITE' && promised === undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Expected a Checksum${upload.checksum.algorithm} for part ${number}, got none.`,
    );
  }
  return part;
}
