import { expect, test } from 'vitest';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

test('the business answers metrics, value and customers from one snapshot', async () => {
  const { stores } = memoryStores({
    asOfDay: '2026-06-30',
    orders: [
      order({ customer: 'a', day: '2026-01-01', amount: '10.10' }),
      order({ customer: 'a', day: '2026-02-01', amount: '20.20' }),
      order({ customer: 'b', day: '2026-03-01', amount: '5' }),
    ],
  });
  const { data, errors } = await query(
    stores,
    `{ business { customerCount metrics { orders buyers revenue { amount currencyCode } averageOrderValue { amount } purchaseFrequency customerValue { amount } repeatRate }
       value { historic { amount } equity { amount { amount } } reason { code have need } definition { formula basis customers asOf cells } } }
       customers(first: 2) { totalCount pageInfo { hasNextPage } nodes { id sourceId orders { totalCount nodes { net { amount } } } summary { frequency recencyDays ageDays } value { historic { amount } reason { code } } } }
       customer(by: { sourceId: "b" }) { id sourceId } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toMatchInlineSnapshot(`
    {
      "business": {
        "customerCount": 2,
        "metrics": {
          "averageOrderValue": {
            "amount": "11.7666666667",
          },
          "buyers": 2,
          "customerValue": {
            "amount": "17.65",
          },
          "orders": 3,
          "purchaseFrequency": 1.5,
          "repeatRate": 0.5,
          "revenue": {
            "amount": "35.30",
            "currencyCode": "USD",
          },
        },
        "value": {
          "definition": {
            "asOf": "2026-06-30",
            "basis": "GROSS_MARGIN",
            "cells": "DAY",
            "customers": 2,
            "formula": "equity: Σ over cells of customers with equal (x, t_x, T) of discounted expected orders within the horizon (order model) × Σ of their expected order values (Gamma-Gamma) × basisRate; an order t days ahead counts 1/(1+discountRate)^(t/365). mean: equity ÷ customers.",
          },
          "equity": null,
          "historic": {
            "amount": "10.59",
          },
          "reason": {
            "code": "TOO_FEW_CUSTOMERS",
            "have": 2,
            "need": 30,
          },
        },
      },
      "customer": {
        "id": "Q3VzdG9tZXI6aWQ6Yg",
        "sourceId": "b",
      },
      "customers": {
        "nodes": [
          {
            "id": "Q3VzdG9tZXI6aWQ6YQ",
            "orders": {
              "nodes": [
                {
                  "net": {
                    "amount": "20.20",
                  },
                },
                {
                  "net": {
                    "amount": "10.10",
                  },
                },
              ],
              "totalCount": 2,
            },
            "sourceId": "a",
            "summary": {
              "ageDays": 180,
              "frequency": 1,
              "recencyDays": 31,
            },
            "value": {
              "historic": {
                "amount": "9.09",
              },
              "reason": {
                "code": "TOO_FEW_CUSTOMERS",
              },
            },
          },
          {
            "id": "Q3VzdG9tZXI6aWQ6Yg",
            "orders": {
              "nodes": [
                {
                  "net": {
                    "amount": "5.00",
                  },
                },
              ],
              "totalCount": 1,
            },
            "sourceId": "b",
            "summary": {
              "ageDays": 121,
              "frequency": 0,
              "recencyDays": 0,
            },
            "value": {
              "historic": {
                "amount": "1.50",
              },
              "reason": {
                "code": "TOO_FEW_CUSTOMERS",
              },
            },
          },
        ],
        "pageInfo": {
          "hasNextPage": false,
        },
        "totalCount": 2,
      },
    }
  `);
});
