/** What was spent and who came on a day by a channel and campaign; null where spend or first orders name none. */
export interface AcquisitionDay {
  readonly day: string;
  readonly channel: string | null;
  readonly campaign: string | null;
  /** Spend on advertisements; a decimal text. */
  readonly ads: string;
  /** Salaries, tools, agencies: what only the fully loaded cost counts; a decimal text. */
  readonly other: string;
  /** Customers whose first valid order fell on the day and names this channel and campaign. */
  readonly newCustomers: number;
}
