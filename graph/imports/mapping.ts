/** What a file of each kind can tell of a row: what its columns can be mapped to. */
export const importFields = {
  orders: [
    'orderId',
    'customerId',
    'email',
    'phone',
    'name',
    'country',
    'orderedAt',
    'updatedAt',
    'gross',
    'total',
    'lineTotal',
    'unitPrice',
    'quantity',
    'product',
    'productName',
    'currency',
    'status',
    'test',
    'cancelledAt',
    'discount',
    'refund',
    'tax',
    'shipping',
    'cost',
    'channel',
    'campaign',
    'coupon',
  ],
  spend: ['day', 'lastDay', 'channel', 'campaign', 'amount', 'currency', 'spendKind'],
  customers: ['customerId', 'email', 'phone', 'name', 'country', 'referredBy', 'updatedAt'],
} as const;

export type ImportKindName = keyof typeof importFields;
export type ImportField = (typeof importFields)[ImportKindName][number];

/** Our field to the file's column, given by whoever uploads it: it wins over what the header suggests. */
export type ColumnMapping = Readonly<Partial<Record<ImportField, string>>>;

interface MappingProblem {
  readonly field: string;
  readonly message: string;
}

/** No header of a spreadsheet is longer; the mapping is stored beside the upload. */
const maxColumnLength = 500;

/** What is wrong with a mapping, before there is a file to compare it with. */
export function mappingProblems(kind: ImportKindName, mapping: ColumnMapping): MappingProblem[] {
  const known: readonly string[] = importFields[kind];
  return Object.entries(mapping).flatMap(([field, column]) => {
    if (!known.includes(field)) {
      return { field, message: `Expected one of ${known.join(', ')} for ${kind}, got ${field}.` };
    }
    const isColumn = column.trim() !== '' && column.length <= maxColumnLength;
    return isColumn
      ? []
      : {
          field,
          message: `Expected the name of a column, 1 to ${maxColumnLength} characters, got ${JSON.stringify(column.slice(0, 50))}.`,
        };
  });
}
