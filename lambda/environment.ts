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

/** How people name the order of a date's numbers, and what the variable `dateOrder` holds for it. */
export const dateOrders = {
  dmy: 'DAY_FIRST',
  mdy: 'MONTH_FIRST',
  ymd: 'YEAR_FIRST',
} as const;
export type DateOrderWord = keyof typeof dateOrders;

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
