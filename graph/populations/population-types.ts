import type { NodeType } from '../global-id.ts';
import type { PopulationKind } from './population-name.ts';

/** The GraphQL type of each kind; also the first part of its groups' global ids. */
export const typeOfKind = {
  BUSINESS: 'Business',
  SEGMENT: 'Segment',
  COHORT: 'Cohort',
  CHANNEL: 'Channel',
  CAMPAIGN: 'Campaign',
  PRODUCT: 'Product',
  COUNTRY: 'Country',
} as const satisfies Record<PopulationKind, NodeType>;
