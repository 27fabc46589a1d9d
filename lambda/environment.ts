/** Every environment variable a function reads. infra and lambda/local set them by these names. */
export const environment = {
  bucket: 'DATA_BUCKET',
  table: 'TABLE_NAME',
  refreshStateMachine: 'REFRESH_STATE_MACHINE_ARN',
  exportStateMachine: 'EXPORT_STATE_MACHINE_ARN',
  s3Endpoint: 'S3_ENDPOINT',
  dynamoDbEndpoint: 'DYNAMODB_ENDPOINT',
  currency: 'SHOP_CURRENCY',
  timeZone: 'SHOP_TIME_ZONE',
  margin: 'SHOP_MARGIN',
  variableCost: 'SHOP_VARIABLE_COST',
  asOf: 'SHOP_AS_OF',
  dateOrder: 'SHOP_DATE_ORDER',
} as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable's value; throws with its name where infra forgot to set it. */
export function required(name: string, env: Environment): string {
  const value = env[name];
  if (!value) {
    throw new Error(
      `environment variable ${name} is not set; infra sets it on every function that needs it`,
    );
  }
  return value;
}
