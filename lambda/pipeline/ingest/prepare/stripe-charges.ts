import { majorUnitsSql } from '../../../formats/minor-units.ts';
import { jsonText, withJsonElements } from './json-text.ts';
import type { Prepare } from './preparation.ts';
import { statusSql, testMapping, testSql } from './stripe-payments.ts';

/** Minor units become major ones by the currency's exponent, Unix seconds an instant. */
export const stripeCharges: Prepare = ({ plan }) => ({
  rows: `SELECT * REPLACE (
      ${majorUnitsSql('total', 'currency')} AS total,
      ${majorUnitsSql('refund', 'currency')} AS refund,
      CASE WHEN regexp_full_match("orderedAt", '[0-9]{9,10}')
        THEN strftime(to_timestamp(TRY_CAST("orderedAt" AS BIGINT)), '%Y-%m-%dT%H:%M:%SZ')
        ELSE "orderedAt" END AS "orderedAt",
      ${plan.mapping.customerObject ? `coalesce(email, ${jsonText('customerObject', 'email')})` : 'email'} AS email,
      ${statusSql(plan)} AS status, ${testSql(plan)} AS test)
    FROM raw_rows`,
  ...(plan.mapping.refundObjects
    ? { datedRefunds: withJsonElements('raw_rows', 'refundObjects', '$.data') }
    : {}),
  mapping: {
    ...testMapping(plan),
    ...(plan.mapping.customerObject
      ? { email: plan.mapping.email ?? plan.mapping.customerObject }
      : {}),
  },
});
