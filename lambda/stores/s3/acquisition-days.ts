import type { AcquisitionDay } from '../../../graph/acquisition/acquisition-day.ts';
import { day, decimal, number, type RawRow, type Scales, text } from './field-values.ts';

/** A row of the roll-up of spend and new customers. */
export function acquisitionDay(row: RawRow, scales: Scales): AcquisitionDay {
  return {
    day: day(row['day']) ?? '',
    channel: text(row['channel']),
    campaign: text(row['campaign']),
    ads: decimal(row['ads'], scales.get('ads')) ?? '0',
    other: decimal(row['other'], scales.get('other')) ?? '0',
    newCustomers: number(row['new_customers']) ?? 0,
  };
}
