import { mapColumns, plainName } from './aliases.ts';
import { knownExport } from './known-export.ts';
import type { FileShape, Format } from './plan.ts';

/** Header names by language, as the Ads Manager writes them. */
const names = {
  day: ['day', 'date', 'día', 'tag', 'jour', 'dia', 'giorno', 'dag'],
  starts: [
    'reportingstarts',
    'iniciodelinforme',
    'berichtsstart',
    'débutdesrapports',
    'iníciodosrelatórios',
    'iniziodeireport',
  ],
  ends: [
    'reportingends',
    'findelinforme',
    'berichtsende',
    'findesrapports',
    'términodosrelatórios',
    'encerramentodosrelatórios',
    'terminodeireport',
    'finedeireport',
  ],
  campaign: [
    'campaignname',
    'nombredelacampaña',
    'kampagnenname',
    'nomdelacampagne',
    'nomedacampanha',
    'nomedellacampagna',
    'campaignid',
  ],
  adSet: ['adsetname', 'adsetid'],
  ad: ['adname', 'adid'],
};

/** "Amount spent (USD)" and its translations: the currency is in the header. */
const spentColumn =
  /^(?:amount ?spent|importe ?gastado|ausgegebener ?betrag|montant ?dépensé|valor ?usado|importo ?speso) ?\(([a-z]{3})\)$/i;

const description = {
  kind: 'spend',
  format: 'meta-ads',
  source: 'meta_ads',
  signature: [names.starts],
  aliases: {
    day: [...names.day, ...names.starts],
    lastDay: names.ends,
    campaign: names.campaign,
    adSet: names.adSet,
    ad: names.ad,
  },
  needed: ['day', 'amount'],
  amounts: ['amount'],
} as const;

/**
 * A report of Meta's Ads Manager. Without the breakdown by day a row covers all days from "Reporting
 * starts" to "Reporting ends"; the account's own total is a row without names.
 */
export const metaAds: Format = {
  kind: 'spend',
  recognise(shape, given = {}) {
    const spent = spentIn(shape);
    if (!spent) {
      return { missing: ['an amount with its currency (Amount spent (USD))'] };
    }
    const constants = { channel: 'meta_ads', currency: spent.currency };
    const { lastDay, ...mapping } = mapColumns(shape.columns, description.aliases, {
      amount: spent.column,
      ...given,
    });
    const isByDay = names.day.includes(plainName(mapping.day ?? ''));
    if (!isByDay && !lastDay) {
      // A row without its last day could only be booked on its first, which would be a guess.
      return { missing: ['a day (Day, or Reporting starts and Reporting ends)'] };
    }
    return knownExport({
      ...description,
      aliases: {},
      details: () => ({
        preparation: 'meta-ads',
        constants,
        mapping: isByDay ? mapping : { ...mapping, ...(lastDay ? { lastDay } : {}) },
      }),
    }).recognise(shape, { ...mapping });
  },
};

function spentIn({ columns }: FileShape): { column: string; currency: string } | undefined {
  for (const column of columns) {
    const currency = spentColumn.exec(column)?.[1];
    if (currency) {
      return { column, currency: currency.toUpperCase() };
    }
  }
  return undefined;
}
