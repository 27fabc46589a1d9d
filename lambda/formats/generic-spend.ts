import { type Aliases, plainColumns, plainName } from './aliases.ts';
import { decimalMarkOf } from './decimal-mark.ts';
import { mapHeaders } from './map-headers.ts';
import type { FileShape, Format, Mapping, Recognition, SpendPeriod } from './plan.ts';

const aliases: Aliases = {
  day: ['day', 'date', 'spentat', 'week', 'month'],
  amount: ['amount', 'spend', 'cost', 'amountspent', 'billedcost'],
  channel: ['channel', 'marketingchannel', 'source', 'utmsource', 'platform'],
  campaign: ['campaign', 'campaignname', 'utmcampaign'],
  currency: ['currency', 'currencycode'],
  spendKind: ['kind', 'type', 'spendkind'],
};

/** What marketing cost, by day, channel and campaign. */
export const genericSpend: Format = {
  kind: 'spend',
  recognise(shape: FileShape, given: Mapping = {}): Recognition {
    const headers = mapHeaders(plainColumns(shape), aliases, given);
    const { mapping } = headers;
    const missing = [
      ...(mapping.day ? [] : ['a day (day or date)']),
      ...(mapping.amount ? [] : ['an amount (amount, spend or cost)']),
      ...(mapping.channel ? [] : ['a channel (channel or source)']),
    ];
    if (missing.length > 0) {
      return { missing };
    }
    return {
      plan: {
        kind: 'spend',
        format: `generic-${shape.container.type}`,
        confidence: mapping.campaign ? 1 : 0.75,
        container: shape.container,
        columns: shape.columns,
        ...headers,
        source: 'file',
        decimalMark: decimalMarkOf(shape, mapping.amount ? [mapping.amount] : []),
        period: { unit: periodUnit(mapping.day) },
      },
    };
  },
};

/** What a row covers, by the name of its time column. */
function periodUnit(dayColumn: string | undefined): SpendPeriod['unit'] {
  switch (plainName(dayColumn ?? '')) {
    case 'week':
      return 'WEEK';
    case 'month':
      return 'MONTH';
    default:
      return 'DAY';
  }
}
