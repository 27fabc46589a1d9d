import type { Settings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { currencyCode } from '../../formats/header-remark.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import { convertCurrencies, hasCurrency } from './exchange-rates.ts';
import { needsPreparation, type Prepared, prepare } from './prepare/prepare.ts';
import { collectRefused } from './rejects.ts';
import { countOf } from './sql-files.ts';
import { type Staging, stage } from './stage.ts';

export interface GenericFormContext {
  readonly staging: Staging;
  readonly settings: Settings;
  /** The text of the rates file; undefined when the shop has none. */
  readonly readRates: () => Promise<string | undefined>;
}

/** A file that was staged, and then brought into the generic form. */
export interface GenericForm extends Prepared {
  /** Rows of the file itself, those that the reader refused among them. */
  readonly rowsRead: number;
}

/**
 * Brings the rows of a file into the form that every file has from here on: the fields of its kind, a
 * row a record or line, in the reporting currency as far as there are rates. Leaves the view `staged`
 * and the table `refused`.
 *
 * Undefined, and neither of the two, when the file has that form as it is: whoever builds from it can
 * then read it only once.
 */
export async function takeGenericForm(
  database: Database,
  { staging, settings, readRates }: GenericFormContext,
): Promise<GenericForm | undefined> {
  const plan = inNamedCurrency(staging.plan, settings);
  const rates = hasCurrency(plan) ? await readRates() : undefined;
  if (!needsPreparation(plan, settings) && rates === undefined) {
    return undefined;
  }
  await stage(database, staging);
  await collectRefused(database);
  // Counted before the preparation: it merges rows, leaves some out and may clear some refused ones.
  const rowsRead = (await countOf(database, 'staged')) + (await countOf(database, 'refused'));
  const prepared = await prepare({ database, plan, settings, rates });
  const conversions = await convertCurrencies(database, { plan: prepared.plan, settings, rates });
  return { ...prepared, explanations: [...prepared.explanations, ...conversions], rowsRead };
}

/** The plan with the code of the currency that its headers name; without, where all is in the reporting currency anyway. */
function inNamedCurrency(plan: ImportPlan, { currency }: Settings): ImportPlan {
  const { headerCurrency, ...rest } = plan;
  if (headerCurrency === undefined) {
    return plan;
  }
  const code = currencyCode(headerCurrency, currency);
  const isOwn = code === currency && plan.mapping.currency === undefined;
  return isOwn ? rest : { ...rest, headerCurrency: code };
}
