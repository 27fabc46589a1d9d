import { generateSampleShop } from '../../lambda/local/sample-shop/generate.ts';
import { cents, csvRows } from '../lambda/sample-shop/csv-rows.ts';

/** An order as its first row in the file tells it. Amounts are ten-thousandths of a euro, whole. */
export interface PlainOrder {
  /** Customer id, or the e-mail address in lower case of a guest. */
  readonly customer: string;
  readonly isGuest: boolean;
  readonly at: string;
  /** The shop's own day: times in the file are Berlin's. */
  readonly day: string;
  readonly net: number;
  readonly refund: number;
  /** Net less cost of goods, or 30 % of the net where the file says no cost. */
  readonly margin: number;
  readonly isValid: boolean;
  /** Empty where the file names none. */
  readonly channel: string;
  readonly campaign: string;
}

/** A row of the spend file, in cents. */
export interface PlainSpend {
  readonly day: string;
  /** Empty for what belongs to no channel. */
  readonly channel: string;
  readonly campaign: string;
  readonly kind: string;
  readonly cents: number;
}

export interface PlainShop {
  readonly ordersCsv: string;
  readonly customersCsv: string;
  readonly spendCsv: string;
  readonly spend: readonly PlainSpend[];
  readonly orders: readonly PlainOrder[];
  /** Everybody in either file: customer ids, and addresses of guests. */
  readonly customers: readonly { readonly key: string; readonly isGuest: boolean }[];
}

/** The sample shop's files, read with nothing of the product. */
export function plainShop(): PlainShop {
  const files = generateSampleShop();
  const [orderLines, customerLines] = [[...files.ordersCsv], [...files.customersCsv]];
  const spendLines = [...files.spendCsv];
  const orders = ordersOf(csvRows(orderLines));
  const accounts = csvRows(customerLines).map(({ customer_id: id = '' }) => id);
  const buyers = orders.map(({ customer, isGuest }) => [customer, isGuest] as const);
  const customers = new Map([...accounts.map((id) => [id, false] as const), ...buyers]);
  return {
    ordersCsv: orderLines.join(''),
    customersCsv: customerLines.join(''),
    spendCsv: spendLines.join(''),
    spend: spendOf(csvRows(spendLines)),
    orders,
    customers: [...customers].map(([key, isGuest]) => ({ key, isGuest })),
  };
}

function spendOf(rows: readonly Record<string, string>[]): PlainSpend[] {
  return rows
    .filter(({ day = '' }) => /^\d{4}-/.test(day))
    .map(({ day = '', channel = '', campaign = '', kind = '', spend }) => ({
      ...{ day, channel, campaign, kind },
      cents: cents(spend),
    }));
}

function ordersOf(rows: readonly Record<string, string>[]): PlainOrder[] {
  const sound = rows.filter(({ order_id: id = '' }) => id !== '' && !id.startsWith('S-BAD'));
  const firstRows = new Map(sound.toReversed().map((row) => [row['order_id'], row]));
  return [...firstRows.values()].map(orderOf);
}

const notPurchases = ['cancelled', 'failed', 'pending', 'test', 'refunded'];

function orderOf(row: Record<string, string>): PlainOrder {
  const { customer_id: id = '', email = '', order_date: date = '', status = '' } = row;
  const [gross, discount, refund] = [row['gross'], row['discount'], row['refund']].map(cents);
  const paid = (gross ?? 0) - (discount ?? 0);
  const net = paid - (refund ?? 0);
  const cost = row['cost_of_goods'] ? cents(row['cost_of_goods']) : undefined;
  return {
    customer: id || email.toLowerCase(),
    isGuest: id === '',
    at: new Date(date).toISOString(),
    day: date.slice(0, 10),
    net: net * 100,
    refund: (refund ?? 0) * 100,
    margin: cost === undefined ? net * 30 : (net - cost) * 100,
    channel: row['channel'] ?? '',
    campaign: row['campaign'] ?? '',
    isValid: !notPurchases.includes(status) && paid !== 0 && (refund ?? 0) < paid,
  };
}

/** What the API writes for a sum: at least two places, no zeros beyond. */
export function amountText(tenThousandths: number): string {
  const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
  const places = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${places}`;
}
