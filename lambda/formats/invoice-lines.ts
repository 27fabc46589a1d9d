import { orderAliases } from './generic-orders.ts';
import { knownExport } from './known-export.ts';

/**
 * Invoice lines of quantity × unit price in which a return is a credit note: an invoice number with
 * a C in front, and negative quantities. The layout of the UCI data set Online Retail.
 */
export const invoiceLines = knownExport({
  kind: 'orders',
  format: 'invoice-lines',
  source: 'file',
  signature: [
    ['invoiceno', 'invoice'],
    'stockcode',
    'quantity',
    ['unitprice', 'price'],
    'invoicedate',
  ],
  aliases: orderAliases,
  needed: ['orderId', 'product', 'quantity', 'unitPrice', 'orderedAt'],
  amounts: ['unitPrice'],
  details: () => ({ preparation: 'credit-notes' }),
});
