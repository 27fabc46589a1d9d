import { knownExport, sampleOf } from './known-export.ts';

/**
 * The result of a Shopify bulk operation over orders: a JSON object a line, line items after their
 * order with `__parentId`. The order's name is its id, as in the CSV export, so that both meet.
 */
export const shopifyBulk = knownExport({
  kind: 'orders',
  format: 'shopify-bulk',
  source: 'shopify',
  signature: ['id', ['createdat', 'processedat'], ['totalpriceset', 'currenttotalpriceset']],
  aliases: {
    recordId: ['id'],
    parentId: ['parentid'],
    orderId: ['name'],
    email: ['email'],
    phone: ['phone'],
    customerObject: ['customer'],
    orderedAt: ['processedat', 'createdat'],
    updatedAt: ['updatedat'],
    total: ['totalpriceset', 'currenttotalpriceset'],
    refund: ['totalrefundedset'],
    refundObjects: ['refunds'],
    tax: ['totaltaxset', 'currenttotaltaxset'],
    shipping: ['totalshippingpriceset'],
    discount: ['totaldiscountsset'],
    currency: ['currencycode'],
    status: ['displayfinancialstatus'],
    test: ['test'],
    cancelledAt: ['cancelledat'],
    coupon: ['discountcode'],
    product: ['sku'],
    lineTitle: ['title'],
    quantity: ['quantity', 'currentquantity'],
    lineTotal: ['discountedtotalset', 'originaltotalset'],
    unitPrice: ['discountedunitpriceset', 'originalunitpriceset'],
  },
  needed: ['recordId', 'orderedAt', 'total'],
  amounts: [],
  isExport: (shape) =>
    shape.container.type === 'ndjson' &&
    sampleOf(shape, 'id').every((id) => id.startsWith('gid://shopify/')),
  details: () => ({ preparation: 'shopify-bulk', decimalMark: '.' }),
});
