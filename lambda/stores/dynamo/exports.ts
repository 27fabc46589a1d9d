import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Export, ExportJob, ExportProgress } from '../../../graph/exports/export.ts';
import { exportDays, exportKey, tableKeys } from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import { holds, type Table } from './table.ts';

/** Exports by id: an item each, which the table's time to live clears away. */
export interface ExportItems {
  begin(job: ExportJob): Promise<void>;
  /** Says how far it is; false when the export is over, or gone. */
  report(id: string, progress: ExportProgress): Promise<boolean>;
  get(id: string): Promise<Export | undefined>;
}

export function dynamoExports(table: Table): ExportItems {
  const { client, name } = table;
  return {
    begin: async (job) => {
      const expiresAt = Math.ceil(Date.parse(job.startedAt) / 1000) + exportDays * 86_400;
      await client.send(
        new PutItemCommand({
          TableName: name,
          Item: marshall({
            ...exportKey(job.id),
            type: 'EXPORT',
            // As text: a filter would come back with its fields in another order.
            job: JSON.stringify(job),
            [tableKeys.timeToLive]: expiresAt,
            ...columnsOf({
              status: 'RUNNING',
              rows: 0,
              bytes: null,
              updatedAt: job.startedAt,
              finishedAt: null,
              failure: null,
            }),
          }),
        }),
      );
    },
    report: (id, progress) => {
      const values = Object.entries(columnsOf(progress));
      return holds(
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: marshall(exportKey(id)),
            UpdateExpression: `SET ${values.map(([column]) => `#${column} = :${column}`).join(', ')}`,
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: Object.fromEntries(
              values.map(([column]) => [`#${column}`, column]),
            ),
            ExpressionAttributeValues: marshall({
              ':running': 'RUNNING',
              ...Object.fromEntries(values.map(([column, value]) => [`:${column}`, value])),
            }),
          }),
        ),
      );
    },
    get: async (id) => {
      const [item] = await batchGet(table, [exportKey(id)]);
      return item ? exportOf(item) : undefined;
    },
  };
}

/** The attributes that change; the state machine that runs exports sets `status` and `failure` by these names. */
function columnsOf(progress: ExportProgress): Record<keyof ExportProgress, unknown> {
  return { ...progress };
}

function exportOf(item: Item): Export {
  const { status, rows, bytes, updatedAt, finishedAt, failure } = item as unknown as ExportProgress;
  const job = JSON.parse(String(item['job'])) as ExportJob;
  return { ...job, status, rows, bytes, updatedAt, finishedAt, failure };
}
