import { knownExport } from './known-export.ts';

/**
 * Orders as WooCommerce's export extensions write them, one row an order or one row a line item
 * that repeats its order. Dates are MM/DD/YYYY H:i:s by documentation, in the shop's time zone.
 */
export const wooCommerceOrders = knownExport({
  kind: 'orders',
  format: 'woocommerce-orders',
  source: 'woocommerce',
  signature: [
    'orderid',
    'orderdate',
    'ordertotal',
    ['billingfirstname', 'billingemail', 'paymentmethodtitle', 'shippingtaxtotal', 'cartdiscount'],
  ],
  aliases: {
    orderId: ['orderid'],
    customerId: ['customerid', 'customeruser'],
    email: ['billingemail', 'customeremail'],
    phone: ['billingphone'],
    firstName: ['billingfirstname'],
    lastName: ['billinglastname'],
    country: ['shippingcountry', 'billingcountry'],
    orderedAt: ['orderdate'],
    updatedAt: ['datemodified', 'orderdatemodified', 'modifieddate'],
    total: ['ordertotal'],
    lineTotal: ['itemtotal'],
    quantity: ['itemquantity', 'itemqty'],
    product: ['itemsku'],
    productName: ['itemname'],
    lineItems: ['lineitems'],
    currency: ['ordercurrency', 'currency'],
    status: ['status', 'orderstatus'],
    discount: ['discounttotal', 'cartdiscount', 'orderdiscount'],
    refund: ['refundedtotal', 'orderrefund', 'refundtotal', 'refundedamount'],
    tax: ['taxtotal', 'ordertax'],
    shipping: ['shippingtotal', 'ordershipping'],
    coupon: ['coupons', 'couponcode', 'couponitems'],
  },
  needed: ['orderId', 'orderedAt', 'total'],
  amounts: ['total', 'discount', 'refund', 'tax', 'shipping', 'lineTotal'],
  details: () => ({ preparation: 'woocommerce-orders', dateOrder: 'MONTH_FIRST' }),
});
