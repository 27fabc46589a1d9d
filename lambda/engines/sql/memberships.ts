import { referredName } from '../../../graph/actions/referral.ts';

export interface MembershipRelations {
  /** Result of `customerRanks`. */
  readonly customers: string;
  /** Result of `productBuyers`. */
  readonly productBuyers: string;
}

/**
 * Who belongs to which group: a row a customer and group, named as in graph/populations/population-name.ts. The customer's
 * number is with it, because roll-ups join many rows, and numbers join in a fraction of the time of keys.
 * A cohort is a day here; days add up to weeks, months and quarters.
 */
export function memberships({ customers, productBuyers }: MembershipRelations): string {
  return `
    ${groupedBy(customers, "'CHANNEL:' || channel")}
    UNION ALL
    ${groupedBy(customers, campaignName)}
    UNION ALL
    ${groupedBy(customers, "'COUNTRY:' || country")}
    UNION ALL
    ${groupedBy(customers, "'COHORT:' || CAST(first_day AS VARCHAR)")}
    UNION ALL
    SELECT 'PRODUCT:' || product AS population, customer_key, number
    FROM ${productBuyers} AS product_buyers
    UNION ALL
    SELECT 'REFERRER:' || referred_by AS population, customer_key, number
    FROM ${customers} AS customers
    WHERE ${isReferred}
    UNION ALL
    SELECT '${referredName}' AS population, customer_key, number
    FROM ${customers} AS customers
    WHERE ${isReferred}`;
}

/** Members of one segment; `condition` is a result of `customerCondition`. */
export function segmentMemberships(customers: string, name: string, condition: string): string {
  return `
    SELECT '${name}' AS population, customer_key, number
    FROM ${customers} AS customers
    WHERE ${condition}`;
}

const channelOfCampaign = "replace(replace(coalesce(channel, ''), '%', '%25'), '/', '%2F')";
/** Name of a customer's campaign; null without one. */
export const campaignName = `'CAMPAIGN:' || ${channelOfCampaign} || '/' || campaign`;

/** Customers without the figure are in no group of it. */
function groupedBy(customers: string, name: string): string {
  return `
    SELECT ${name} AS population, customer_key, number
    FROM ${customers} AS customers
    WHERE ${name} IS NOT NULL`;
}

/** Nobody brings themselves. */
const isReferred = 'referred_by IS NOT NULL AND referred_by <> customer_key';
