import { receiveText } from '../body.ts';
import { readChecksumClaim } from '../checksum-claim.ts';
import { S3Error } from '../errors.ts';
import { type Operation, xmlResponse } from '../service.ts';
import { element, text, xmlDocument } from '../xml.ts';
import { childText, parseXml } from '../xml-parser.ts';

export const listBuckets: Operation = async ({ buckets }) => {
  const elements = buckets
    .list()
    .map(({ name, createdAt }) =>
      element('Bucket', text('Name', name), text('CreationDate', createdAt)),
    );
  return xmlResponse(
    xmlDocument(
      'ListAllMyBucketsResult',
      element('Owner', text('ID', 'local')),
      element('Buckets', ...elements),
    ),
  );
};

export const createBucket: Operation = async ({ buckets, region }, request) => {
  const body = await receiveText(request, readChecksumClaim(request));
  const configuration = body === '' ? undefined : parseXml(body, 'CreateBucketConfiguration');
  const asked = configuration && childText(configuration, 'LocationConstraint');
  if (asked && asked !== region) {
    throw new S3Error(
      'IllegalLocationConstraintException',
      `Expected the region ${region}, got "${asked}".`,
    );
  }
  const { name } = await buckets.create(request.bucket);
  return { status: 200, headers: { location: `/${name}` } };
};

export const headBucket: Operation = async ({ buckets, region }, request) => {
  buckets.get(request.bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': region } };
};
