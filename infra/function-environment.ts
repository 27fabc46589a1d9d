import { dateOrders, environment } from '../lambda/environment.ts';
import type { DataStack } from './data-stack.ts';
import type { DeploymentSettings } from './settings.ts';

/** Where the data is and how the shop counts: every function is told the same. */
export function functionEnvironment(
  { bucket, table }: Pick<DataStack, 'bucket' | 'table'>,
  settings: DeploymentSettings,
): Record<string, string> {
  return {
    [environment.bucket]: bucket.bucketName,
    [environment.table]: table.tableName,
    [environment.currency]: settings.currency,
    [environment.timeZone]: settings.timeZone,
    [environment.margin]: String(settings.margin),
    [environment.variableCost]: String(settings.variableCost),
    ...(settings.dateOrder && { [environment.dateOrder]: dateOrders[settings.dateOrder] }),
  };
}
