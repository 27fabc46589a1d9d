import { expect, test } from 'vitest';
import { detect } from '../../../lambda/formats/detect.ts';
import { shapeOfText } from '../../../lambda/formats/file-shape.ts';

function planOf(text: string, kind: 'orders' | 'spend' | 'customers' = 'orders') {
  return detect(kind, shapeOfText(text, true));
}

test('names are recognised whatever their case, spaces and underscores', () => {
  expect(planOf('Order ID,Customer-Id,CREATED_AT,Order Total\n').mapping).toEqual({
    orderId: 'Order ID',
    customerId: 'Customer-Id',
    orderedAt: 'CREATED_AT',
    total: 'Order Total',
  });
});

test('the better alias wins over the earlier column', () => {
  const { mapping } = planOf('date,created_at,order_date,customer,amount\n');
  expect(mapping.orderedAt).toBe('order_date');
});

test('a further id column does not displace the customer id', () => {
  expect(planOf('customer_id,master_id,date,units,amount\n').mapping).toEqual({
    customerId: 'customer_id',
    orderedAt: 'date',
    total: 'amount',
    quantity: 'units',
  });
});

test('an amount beside a product is the amount of the line', () => {
  const { mapping } = planOf('order_id,customer_id,date,sku,amount\n');
  expect([mapping.total, mapping.lineTotal]).toEqual([undefined, 'amount']);
});

test('a price without a quantity is what was paid', () => {
  expect(planOf('order_id,customer_id,date,price\n').mapping).toMatchObject({ total: 'price' });
});

test('quantity and unit price make an amount', () => {
  const { mapping } = planOf(
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n',
  );
  expect(mapping).toEqual({
    orderId: 'InvoiceNo',
    product: 'StockCode',
    productName: 'Description',
    quantity: 'Quantity',
    orderedAt: 'InvoiceDate',
    unitPrice: 'UnitPrice',
    customerId: 'CustomerID',
    country: 'Country',
  });
});

test('an order log without order ids is recognised with less confidence', () => {
  expect(planOf('customer_id,date,amount\n').confidence).toBe(0.75);
  expect(planOf('order_id,customer_id,date,amount\n').confidence).toBe(1);
});

test('everything that is missing is named at once', () => {
  expect(() => planOf('day,clicks\n', 'spend')).toThrow(
    'expected a file of spend with a header line that names an amount (amount, spend or cost) and a channel (channel or source); got the columns: day, clicks.',
  );
});

test.each([',', ';', '\t', '|'])('a header separated by %j is split by it', (delimiter) => {
  const { container } = planOf(['customer_id', 'date', '"am,ount;x"', 'amount'].join(delimiter));
  expect(container).toEqual({ type: 'csv', delimiter });
});

test.each([
  [',', ['10.50', '1,234'], '.'],
  [';', ['10,50', '1.234'], ','],
  [';', ['10.50', '3.25'], '.'],
  [';', ['10', '1.234'], ','],
  [',', ['"10,50"', '"3,25"'], ','],
  [',', ['10', '20'], '.'],
])('with %j between %j the decimal mark is %j', (delimiter, amounts, mark) => {
  const rows = amounts.map((amount) => ['a', '2024-01-01', amount].join(delimiter));
  const text = [['customer_id', 'date', 'amount'].join(delimiter), ...rows, ''].join('\n');
  expect(planOf(text).decimalMark).toBe(mark);
});

test('a sample cut off in the middle of a line loses only that line', () => {
  const { rows } = shapeOfText('a,b\n1,2\n3', false);
  expect(rows).toEqual([['1', '2']]);
});

test('the values of an object in JSON are columns after its own, unless its names have no end', () => {
  const lines = Array.from({ length: 60 }, (_, row) =>
    JSON.stringify({ customer: { id: row }, tags: { [`a${row}`]: 1, [`b${row}`]: 1 }, id: row }),
  );
  const { columns, nested } = shapeOfText(lines.join('\n'), true);
  expect(columns).toEqual(['customer', 'tags', 'id', 'customer.id']);
  expect(nested).toEqual(['customer', 'tags']);
});
