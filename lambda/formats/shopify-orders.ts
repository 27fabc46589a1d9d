import { knownExport } from './known-export.ts';

/**
 * Orders as Shopify's admin exports them: a row a line item, the order's own columns on its first
 * row only. `Source` is where the order was taken (web, pos), not what brought the customer, so it
 * is no channel. There is no customer id; the address, then the telephone, says who it was.
 */
export const shopifyOrders = knownExport({
  kind: 'orders',
  format: 'shopify-orders',
  source: 'shopify',
  signature: ['name', 'financialstatus', 'lineitemquantity'],
  aliases: {
    orderId: ['name'],
    email: ['email'],
    phone: ['phone', 'billingphone', 'shippingphone'],
    name: ['billingname', 'shippingname'],
    country: ['shippingcountry', 'billingcountry'],
    orderedAt: ['createdat'],
    total: ['total'],
    unitPrice: ['lineitemprice'],
    quantity: ['lineitemquantity'],
    lineDiscount: ['lineitemdiscount'],
    product: ['lineitemsku'],
    productName: ['lineitemname'],
    currency: ['currency'],
    status: ['financialstatus'],
    cancelledAt: ['cancelledat'],
    discount: ['discountamount'],
    refund: ['refundedamount'],
    tax: ['taxes'],
    shipping: ['shipping'],
    coupon: ['discountcode'],
  },
  needed: ['orderId', 'orderedAt', 'total'],
  amounts: ['total', 'discount', 'refund', 'tax', 'shipping', 'unitPrice'],
  details: () => ({ preparation: 'shopify-orders' }),
});
