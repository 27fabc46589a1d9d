import type { CalibrationGroup } from '../models/calibration.ts';
import type { FittedModel } from '../models/fitted-model.ts';
import type { TransactionFit } from '../models/transaction-model.ts';
import type { Settings } from '../settings.ts';

/** The snapshot that was served when a refresh began. */
export interface FormerSnapshot {
  readonly id: string;
  readonly asOfDay: string;
  /** Names of the segments that both know by the same rule. */
  readonly segments: readonly string[];
}

/** What a refresh published: immutable, whole, and consistent in itself. */
export interface Snapshot {
  readonly id: string;
  /** Instant, ISO 8601. */
  readonly createdAt: string;
  /** Last day of observation in the shop's time zone; every figure is as of its end. */
  readonly asOfDay: string;
  /** First day with an order; null when there is none. */
  readonly firstDay: string | null;
  readonly settings: Settings;
  readonly counts: {
    /** All customers known by an order or a profile. */
    readonly customers: number;
    /** Customers with a valid order. */
    readonly buyers: number;
    readonly orders: number;
    readonly excludedOrders: number;
    readonly cells: number;
    /** Hash buckets of the customer, profile, look-up and order files. */
    readonly buckets: number;
  };
  /** Decimal texts, in the reporting currency. */
  readonly totals: {
    readonly revenue: string;
    readonly refunds: string;
    readonly grossMargin: string;
  };
  /** grossMargin ÷ revenue: turns expected revenue into expected margin; settings.margin without revenue. */
  readonly marginRate: number;
  readonly model: FittedModel;
  /** Fits of the order models that were tried, for whoever asks for one by name. */
  readonly alternatives: readonly TransactionFit[];
  /** Expected beside actual orders of the backtest, of the model that answers; empty without one. */
  readonly calibration: readonly CalibrationGroup[];
  /** The snapshot that movement is measured from; none for the first, or where its members are not known. */
  readonly former?: FormerSnapshot | null;
  /** The newest erasure of a customer that this snapshot knows of, ISO 8601; none where nobody was erased. */
  readonly erasedAt?: string | null;
}
