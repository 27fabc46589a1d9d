import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { defaultSettings, type Settings } from '../graph/settings.ts';
import { dateOrders, type Environment, environment, required } from './environment.ts';
import type { Table } from './stores/dynamo/table.ts';

/** What every function that touches data needs. */
export interface Configuration {
  readonly settings: Settings;
  readonly bucket: string;
  readonly table: Table;
  readonly s3: S3Client;
  /** Signs URLs for uploads, without the checksum of a body that is not there yet. */
  readonly presigner: S3Client;
}

/**
 * Reads a function's configuration from its environment.
 *
 * @throws Error that names the variable, what was expected and what it holds.
 */
export function configurationFrom(env: Environment): Configuration {
  const s3Endpoint = env[environment.s3Endpoint];
  const dynamoDbEndpoint = env[environment.dynamoDbEndpoint];
  // Servers other than AWS know buckets by path, not by host name.
  const s3: S3ClientConfig = s3Endpoint ? { endpoint: s3Endpoint, forcePathStyle: true } : {};
  return {
    settings: settingsFrom(env),
    bucket: required(environment.bucket, env),
    table: {
      name: required(environment.table, env),
      client: new DynamoDBClient(dynamoDbEndpoint ? { endpoint: dynamoDbEndpoint } : {}),
    },
    s3: new S3Client(s3),
    presigner: new S3Client({ ...s3, requestChecksumCalculation: 'WHEN_REQUIRED' }),
  };
}

/** The shop's settings; a variable that is not set or empty means the default. */
export function settingsFrom(env: Environment): Settings {
  const asOf = env[environment.asOf];
  const dateOrder = env[environment.dateOrder];
  return {
    currency: currencyFrom(env[environment.currency]),
    timeZone: timeZoneFrom(env[environment.timeZone]),
    margin: shareFrom(environment.margin, env, defaultSettings.margin),
    variableCost: shareFrom(environment.variableCost, env, defaultSettings.variableCost),
    ...(asOf ? { asOf: dayFrom(asOf) } : {}),
    ...(dateOrder ? { dateOrder: dateOrderFrom(dateOrder) } : {}),
  };
}

function currencyFrom(code: string | undefined): string {
  if (!code) {
    return defaultSettings.currency;
  }
  if (!Intl.supportedValuesOf('currency').includes(code)) {
    throw new Error(
      `expected ${environment.currency} to be an ISO 4217 code such as EUR; got "${code}"`,
    );
  }
  return code;
}

function timeZoneFrom(name: string | undefined): string {
  if (!name) {
    return defaultSettings.timeZone;
  }
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new Error(
      `expected ${environment.timeZone} to be an IANA time zone such as Europe/Berlin; got "${name}"`,
    );
  }
}

function shareFrom(variable: string, env: Environment, preset: number): number {
  const text = env[variable];
  if (!text) {
    return preset;
  }
  const share = Number(text);
  if (!(share >= 0 && share <= 1)) {
    throw new Error(`expected ${variable} to be a share between 0 and 1; got "${text}"`);
  }
  // The refresh multiplies in decimals of six places; a seventh would be lost without a word.
  if (!/^\d*\.?\d{0,6}0*$/.test(text)) {
    throw new Error(`expected ${variable} to have at most six decimal places; got "${text}"`);
  }
  return share;
}

function dayFrom(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new Error(`expected ${environment.asOf} to be a day such as 2026-01-31; got "${text}"`);
  }
  return text;
}

function dateOrderFrom(text: string): NonNullable<Settings['dateOrder']> {
  const known = Object.values(dateOrders);
  const found = known.find((order) => order === text);
  if (!found) {
    throw new Error(
      `expected ${environment.dateOrder} to be one of ${known.join(', ')}; got "${text}"`,
    );
  }
  return found;
}
