import { type Aliases, foldedName, plainColumns, plainName } from './aliases.ts';
import { decimalMarkOf } from './decimal-mark.ts';
import { bareNames } from './header-remark.ts';
import { inLanguagesOf, vagueInOtherLanguages } from './languages/translations.ts';
import { mapHeaders } from './map-headers.ts';
import type { Field, FileShape, Format, Mapping, Recognition } from './plan.ts';
import { timeFormsOf } from './time-forms.ts';

/**
 * Names that shops' own exports use. Earlier fields choose first: with both an order total and a
 * unit price in a file, `price` is the unit price.
 */
export const orderAliases: Aliases = {
  orderId: [
    'orderid',
    'ordernumber',
    'orderno',
    'ordernr',
    'order',
    'invoiceno',
    'invoiceid',
    'invoice',
    'transactionid',
    'transactionnumber',
    'transaction',
    'id',
  ],
  customerId: [
    'customerid',
    'customeruniqueid',
    'customernumber',
    'custid',
    'userid',
    'clientid',
    'accountid',
    'memberid',
    'buyerid',
    'donorid',
    'contactid',
    'householdid',
    'householdkey',
    'customer',
    'cust',
    'donor',
    'household',
  ],
  email: ['email', 'customeremail', 'billingemail', 'emailaddress'],
  phone: ['phone', 'customerphone', 'billingphone', 'phonenumber'],
  name: ['customername', 'name', 'fullname', 'billingname'],
  country: ['country', 'countrycode', 'shippingcountry', 'billingcountry', 'customercountry'],
  orderedAt: [
    'orderedat',
    'orderdate',
    'createdat',
    'created',
    'createddate',
    'datecreated',
    'createdutc',
    'processedat',
    'invoicedate',
    'orderpurchasetimestamp',
    'transactiondate',
    'purchasedate',
    'saledate',
    'paymentdate',
    'donationdate',
    'giftdate',
    'paidat',
    'timestamp',
    'datetime',
    'date',
  ],
  updatedAt: ['updatedat', 'modifiedat', 'lastmodified', 'dateupdated', 'datemodified'],
  gross: ['gross', 'grossamount', 'subtotal', 'ordersubtotal'],
  total: [
    'ordertotal',
    'total',
    'grandtotal',
    'totalamount',
    'orderamount',
    'ordervalue',
    'transactionamount',
    'purchaseamount',
    'donationamount',
    'giftamount',
    'amount',
    'value',
    'revenue',
    'sales',
    'salesvalue',
    'spend',
  ],
  lineTotal: ['linetotal', 'lineamount', 'itemtotal'],
  unitPrice: ['unitprice', 'itemprice', 'price'],
  quantity: ['quantity', 'qty', 'units'],
  product: ['sku', 'product', 'productid', 'stockcode', 'itemid', 'variantid'],
  productName: ['productname', 'itemname', 'producttitle', 'description'],
  currency: ['currency', 'ordercurrency', 'currencycode'],
  status: ['status', 'orderstatus', 'financialstatus', 'paymentstatus'],
  test: ['test', 'istest', 'testorder'],
  cancelledAt: ['cancelledat', 'canceledat'],
  discount: ['discount', 'discountamount', 'discounttotal', 'discounts'],
  refund: [
    'refund',
    'refundedamount',
    'amountrefunded',
    'refundedtotal',
    'refundamount',
    'refunds',
  ],
  tax: ['tax', 'taxes', 'taxtotal', 'totaltax', 'taxamount', 'vat'],
  shipping: ['shipping', 'shippingtotal', 'shippingamount', 'shippingcost'],
  cost: ['costofgoods', 'cogs', 'cost'],
  channel: ['channel', 'marketingchannel', 'source', 'utmsource'],
  campaign: ['campaign', 'campaignname', 'utmcampaign'],
  coupon: ['coupon', 'couponcode', 'discountcode', 'vouchercode'],
};

const amountFields: readonly Field[] = ['gross', 'total', 'lineTotal', 'unitPrice', 'discount'];

/** Any table with a customer, a time and an amount. */
export const genericOrders: Format = {
  kind: 'orders',
  recognise(shape: FileShape, given: Mapping = {}): Recognition {
    const columns = plainColumns(shape);
    const headers = mapHeaders(columns, inLanguagesOf(columns, orderAliases), given);
    const named = idOfCustomer(headers.mapping, shape, given);
    const mapping = isAmount(given) ? named : amountOfLines(priceAsAmount(sureAmount(named)));
    const missing = missingFrom(mapping);
    if (missing.length > 0) {
      return { missing };
    }
    const amounts = amountFields.flatMap((field) => mapping[field] ?? []);
    return {
      plan: {
        kind: 'orders',
        format: `generic-${shape.container.type}`,
        confidence: confidenceOf(mapping),
        container: shape.container,
        columns: shape.columns,
        ...headers,
        mapping,
        source: 'file',
        decimalMark: decimalMarkOf(shape, amounts),
        timeForms: timeFormsOf(shape, mapping),
      },
    };
  },
};

/** Whether the owner said which column is the amount, so that nothing is to be guessed. */
function isAmount({ gross, total, lineTotal, unitPrice }: Mapping): boolean {
  return (gross ?? total ?? lineTotal ?? unitPrice) !== undefined;
}

/**
 * A bare `id` beside no customer is the customer's where it comes back within the first rows: an order's would not, and a
 * log in which every order had a customer of its own would say nothing of customers.
 */
function idOfCustomer(mapping: Mapping, { columns, rows }: FileShape, given: Mapping): Mapping {
  const { orderId, ...rest } = mapping;
  const isBare = orderId !== undefined && !given.orderId && plainName(orderId) === 'id';
  if (!isBare || (mapping.customerId ?? mapping.email ?? mapping.phone) !== undefined) {
    return mapping;
  }
  const ids = rows.map((row) => row[columns.indexOf(orderId)]);
  const comesBack = new Set(ids).size < ids.length && mapping.product === undefined;
  return comesBack ? { ...rest, customerId: orderId } : mapping;
}

/**
 * Some shops write the subtotal before the discount, others after it. Beside a total with its tax and shipping it is not
 * needed, and would take the discount off twice.
 */
function sureAmount(mapping: Mapping): Mapping {
  const { gross, ...rest } = mapping;
  const isUnsure =
    mapping.discount !== undefined &&
    namesOf(gross, 'gross').some((name) => /subtotal$/.test(name));
  return isUnsure && rest.total && rest.tax && rest.shipping ? rest : mapping;
}

/** A price without a quantity is what was paid. */
function priceAsAmount(mapping: Mapping): Mapping {
  const { unitPrice, ...rest } = mapping;
  const hasAmount = mapping.gross ?? mapping.total ?? mapping.lineTotal ?? mapping.quantity;
  return unitPrice !== undefined && hasAmount === undefined
    ? { ...rest, total: unitPrice }
    : mapping;
}

/** Names that say what was paid, but not whether for an order or for one line of it. */
const vagueAmounts = [
  'amount',
  'value',
  'revenue',
  'sales',
  'salesvalue',
  'spend',
  'price',
  ...vagueInOtherLanguages,
];

/** Beside a product, a vague amount is the line's. */
function amountOfLines(mapping: Mapping): Mapping {
  const { total, ...rest } = mapping;
  const hasLinePrice = mapping.lineTotal ?? mapping.unitPrice ?? mapping.gross;
  const isOfLine =
    total !== undefined &&
    namesOf(total, 'total').some((name) => vagueAmounts.includes(name)) &&
    (mapping.product ?? mapping.productName) !== undefined &&
    hasLinePrice === undefined;
  return isOfLine ? { ...rest, lineTotal: total } : mapping;
}

/** What a mapped column is called, with its remarks and without. */
function namesOf(column: string | undefined, field: Field): readonly string[] {
  return column === undefined ? [] : [column, ...bareNames(column, field)].map(foldedName);
}

function missingFrom(mapping: Mapping): string[] {
  const missing: string[] = [];
  if (!(mapping.customerId ?? mapping.email ?? mapping.phone ?? mapping.orderId)) {
    missing.push('a customer (customer_id, email or phone)');
  }
  if (!mapping.orderedAt) {
    missing.push('a time (order_date, created_at or date)');
  }
  const lineAmount = mapping.lineTotal ?? (mapping.quantity && mapping.unitPrice);
  if (!(mapping.gross ?? mapping.total ?? lineAmount)) {
    missing.push('an amount (total, amount or gross, or quantity with unit_price)');
  }
  return missing;
}

/** Order id, customer, time and amount are four things a good order log has. */
function confidenceOf(mapping: Mapping): number {
  const sure = [
    mapping.orderId,
    mapping.customerId ?? mapping.email,
    mapping.orderedAt,
    mapping.gross ?? mapping.total ?? mapping.lineTotal ?? mapping.unitPrice,
  ];
  return sure.filter((column) => column !== undefined).length / sure.length;
}
