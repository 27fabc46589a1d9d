/**
 * One row an order line. These columns tell of the line:
 * product_id, product_name, category, quantity, unit_price, line_total.
 * All others tell of the order and stand, the same, on each of its rows.
 *
 * Amounts are euros without tax. Over an order, exact to the cent:
 * gross = Σ line_total, line_total = quantity × unit_price, and the net revenue is
 * gross − discount − refund. Tax (on goods after discount, and shipping; as charged) and
 * shipping come on top. cost_of_goods is empty where the shop does not know it.
 */
export const orderColumns = [
  'order_id',
  'order_date',
  'customer_id',
  'email',
  'name',
  'country',
  'status',
  'currency',
  'channel',
  'campaign',
  'coupon',
  'product_id',
  'product_name',
  'category',
  'quantity',
  'unit_price',
  'line_total',
  'gross',
  'discount',
  'refund',
  'refunded_at',
  'tax',
  'shipping',
  'cost_of_goods',
  'updated_at',
] as const;
export type OrderColumn = (typeof orderColumns)[number];

/** One row a day and campaign; `kind` is `ads` or `other`. */
export const spendColumns = ['day', 'channel', 'campaign', 'kind', 'currency', 'spend'] as const;
export type SpendColumn = (typeof spendColumns)[number];

/** One row a customer with an account; `referred_by` is the customer_id of a friend. */
export const customerColumns = [
  'customer_id',
  'email',
  'name',
  'phone',
  'country',
  'referred_by',
] as const;
