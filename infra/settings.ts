import type { DateOrderWord } from '../lambda/environment.ts';

/** What one deployment is told through CDK context: `cdk deploy -c currency=EUR`, or cdk.json. */
export interface DeploymentSettings {
  /** Part of every stack's name; `prod` is protected against deletion. @default dev */
  readonly stage: string;
  /** ISO 4217 code all amounts are reported in. @default USD */
  readonly currency: string;
  /** IANA name of the zone whose calendar days the shop counts in. @default UTC */
  readonly timeZone: string;
  /** Share of net revenue left after cost of goods, 0 to 1. @default 0.3 */
  readonly margin: number;
  /** Share of net revenue that payment, fulfilment and the like take, 0 to 1. @default 0 */
  readonly variableCost: number;
  /** How files write 01/02/2024 where nothing in them proves it. @default such rows or files are refused */
  readonly dateOrder?: DateOrderWord;
  /** Minutes between scheduled refreshes. @default 60 */
  readonly refreshMinutes: number;
  /** Origins whose pages may call the API and upload files. @default none */
  readonly allowedOrigins: readonly string[];
  /** Who signs the tokens that callers bring. @default callers sign with IAM instead */
  readonly jwt?: JwtSettings;
  /** SNS topic that alarms notify. @default alarms show in CloudWatch only */
  readonly alarmTopicArn?: string;
}

export interface JwtSettings {
  /** URL of the OpenID Connect issuer. */
  readonly issuer: string;
  /** Values of the `aud` claim that are let in. */
  readonly audience: readonly string[];
}

/** Values from cdk.json are JSON, values from `-c key=value` are text; both are accepted. */
type ReadContext = (key: string) => unknown;

/** Throws with the key, what was expected and what arrived: a wrong value stops the synth. */
export function readSettings(read: ReadContext): DeploymentSettings {
  const jwt = readJwt(read);
  const dateOrder = readDateOrder(read);
  const alarmTopicArn = readText(read, 'alarmTopicArn', '', /^(arn:.+)?$/, 'the ARN of a topic');
  return {
    stage: readText(read, 'stage', 'dev', /^[a-z][a-z0-9-]{0,15}$/, 'a short lower-case word'),
    currency: readText(read, 'currency', 'USD', /^[A-Z]{3}$/, 'an ISO 4217 code such as USD'),
    timeZone: readTimeZone(read),
    margin: readNumber(read, 'margin', 0.3, { from: 0, to: 1 }),
    variableCost: readNumber(read, 'variableCost', 0, { from: 0, to: 1 }),
    ...(dateOrder && { dateOrder }),
    refreshMinutes: readWhole(read, 'refreshMinutes', 60, { from: 5, to: 24 * 60 }),
    allowedOrigins: readOrigins(read),
    ...(jwt && { jwt }),
    ...(alarmTopicArn && { alarmTopicArn }),
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function refuse(key: string, expected: string, arrived: unknown): never {
  throw new Error(`context ${key}: expected ${expected}, got ${JSON.stringify(arrived)}`);
}

function readText(
  read: ReadContext,
  key: string,
  fallback: string,
  pattern: RegExp,
  expected: string,
): string {
  const value = read(key) ?? fallback;
  if (typeof value !== 'string' || !pattern.test(value)) {
    return refuse(key, expected, value);
  }
  return value;
}

function readNumber(read: ReadContext, key: string, fallback: number, range: Range): number {
  const value = read(key) ?? fallback;
  // Number('') is 0, which would turn a forgotten value into a wrong one.
  const number = value === '' ? Number.NaN : Number(value);
  if (!(number >= range.from && number <= range.to)) {
    return refuse(key, `a number from ${range.from} to ${range.to}`, value);
  }
  return number;
}

function readWhole(read: ReadContext, key: string, fallback: number, range: Range): number {
  const number = readNumber(read, key, fallback, range);
  return Number.isInteger(number) ? number : refuse(key, 'a whole number', number);
}

function readTimeZone(read: ReadContext): string {
  const timeZone = readText(
    read,
    'timeZone',
    'UTC',
    /./,
    'an IANA time zone such as Europe/Berlin',
  );
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return refuse('timeZone', 'an IANA time zone such as Europe/Berlin', timeZone);
  }
  return timeZone;
}

function readDateOrder(read: ReadContext): DateOrderWord | undefined {
  const order = readText(read, 'dateOrder', '', /^(dmy|mdy|ymd)?$/, 'dmy, mdy or ymd');
  return order === '' ? undefined : (order as DateOrderWord);
}

function readList(read: ReadContext, key: string): readonly string[] {
  const value = read(key) ?? [];
  const list = typeof value === 'string' ? value.split(',').filter(Boolean) : value;
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    return refuse(key, 'a list of texts, or one text with commas', value);
  }
  return list;
}

function readOrigins(read: ReadContext): readonly string[] {
  const origins = readList(read, 'allowedOrigins');
  // A wildcard would let any page a user visits call the API with that user's token.
  const wrong = origins.find((origin) => !/^https?:\/\/[^/*]+$/.test(origin));
  return wrong === undefined
    ? origins
    : refuse('allowedOrigins', 'origins such as https://shop.example, no wildcard or path', wrong);
}

function readJwt(read: ReadContext): JwtSettings | undefined {
  const issuer = readText(read, 'jwtIssuer', '', /^(https:\/\/.+)?$/, 'an https URL');
  const audience = readList(read, 'jwtAudience');
  if (!issuer && audience.length === 0) {
    return undefined;
  }
  if (!issuer || audience.length === 0) {
    return refuse('jwtIssuer and jwtAudience', 'both or neither', { issuer, audience });
  }
  return { issuer, audience };
}
