import { startDynamoDb } from '../../../lambda/local/dynamodb.ts';
import { startDynoxide } from '../../support/dynoxide.ts';

/** The two imitations of DynamoDB that every store test runs against. */
export const backends = [
  { name: 'dynalite', start: () => startDynamoDb({ directory: undefined }) },
  { name: 'dynoxide', start: startDynoxide },
] as const;
