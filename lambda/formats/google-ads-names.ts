/** Header names of Google Ads by language (English, German, Spanish, French, Italian, Portuguese, Dutch). */
export const googleAdsNames = {
  day: ['day', 'date', 'tag', 'día', 'jour', 'giorno', 'dia', 'dag'],
  week: ['week', 'woche', 'semana', 'semaine', 'settimana'],
  month: ['month', 'monat', 'mes', 'mois', 'mese', 'mês', 'maand'],
  campaign: ['campaign', 'kampagne', 'campaña', 'campagne', 'campagna', 'campanha'],
  cost: ['cost', 'kosten', 'coste', 'costo', 'coût', 'custo'],
  currency: [
    'currencycode',
    'currency',
    'währungscode',
    'códigodemoneda',
    'codededevise',
    'codicevaluta',
    'códigodamoeda',
    'códigodemoeda',
    'valutacode',
  ],
  /** One of them tells the report from any other table of campaigns and costs. */
  metrics: [
    'impr',
    'impressions',
    'clicks',
    'avgcpc',
    'klicks',
    'impressionen',
    'clics',
    'clic',
    'cliques',
    'klikken',
    'vertoningen',
  ],
  /** A table with one of these says itself where the money went. */
  channel: ['channel', 'source', 'kanal', 'quelle', 'canal', 'fuente', 'canale', 'kanaal', 'bron'],
} as const;

/** The word that the footer's rows begin with. */
export const googleAdsTotals = [
  'Total',
  'Gesamt',
  'Insgesamt',
  'Totale',
  'Totaal',
  'Totais',
  'Totales',
];
