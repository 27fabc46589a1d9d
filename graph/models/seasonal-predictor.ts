import { operationalCells, operationalClock, operationalPurchases } from './operational-time.ts';
import type { OrderPredictor } from './predictor.ts';
import type { Season } from './season.ts';

/**
 * A predictor whose model was fitted in operational time, asked and answering in days. New customers are taken to come
 * at the end of observation.
 *
 * Discounting runs on the operational clock too: off by the annual rate times how far the clock is ahead, which for a
 * season of ±30 % is below 0.3 % of the value at 10 % a year.
 */
export function seasonalPredictor(
  season: Season | undefined,
  plain: OrderPredictor,
): OrderPredictor {
  if (!season) {
    return plain;
  }
  const clock = operationalClock(season);
  const of = (customer: Parameters<OrderPredictor['probabilityAlive']>[0]) =>
    operationalPurchases(clock, customer);
  const cellsOf = (cells: Parameters<OrderPredictor['probabilityAliveByCell']>[0]) =>
    operationalCells(clock, cells);
  const ahead = (days: number, { endDay = clock.end }: { readonly endDay?: number } = {}) =>
    days >= 0 ? clock.between(endDay, endDay + days) : days;
  return {
    probabilityAlive: (customer, laterDays = 0) =>
      plain.probabilityAlive(of(customer), ahead(laterDays, customer)),
    expectedOrders: (customer, days, future) =>
      plain.expectedOrders(of(customer), ahead(days, customer), future),
    expectedOrdersOfNewCustomer: (days, ...rest) =>
      plain.expectedOrdersOfNewCustomer(ahead(days), ...rest),
    orderCountProbability: (customer, days, n) =>
      plain.orderCountProbability(of(customer), ahead(days, customer), n),
    orderCountProbabilities: (customer, days, upTo) =>
      plain.orderCountProbabilities(of(customer), ahead(days, customer), upTo),
    atLeastOneOrder: (customer, days) => plain.atLeastOneOrder(of(customer), ahead(days, customer)),
    newCustomerOrderCountProbability: (days, n) =>
      plain.newCustomerOrderCountProbability(ahead(days), n),
    newCustomerOrderCountProbabilities: (days, upTo) =>
      plain.newCustomerOrderCountProbabilities(ahead(days), upTo),
    expectedNextOrder: (customer) => {
      const next = plain.expectedNextOrder(of(customer));
      const { endDay = clock.end } = customer;
      const inDays = (time: number | null) =>
        time === null ? null : clock.daysUntil(endDay, time);
      return { ...next, median: inDays(next.median), medianIfEver: inDays(next.medianIfEver) };
    },
    discountedOrders: (customer, days, ...rest) =>
      plain.discountedOrders(of(customer), ahead(days, customer), ...rest),
    probabilityAliveByCell: (cells) => plain.probabilityAliveByCell(cellsOf(cells)),
    expectedOrdersByCell: (cells, days, future) =>
      plain.expectedOrdersByCell(cellsOf(cells), ahead(days, cells), future),
    discountedOrdersByCell: (cells, days, ...rest) =>
      plain.discountedOrdersByCell(cellsOf(cells), ahead(days, cells), ...rest),
  };
}
