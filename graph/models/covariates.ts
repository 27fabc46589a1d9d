/** What may be known of a customer from the first order on, besides when they order. */
export const traits = ['CHANNEL', 'COUNTRY', 'PRODUCT', 'FIRST_VALUE'] as const;

/**
 * CHANNEL that acquired the customer, COUNTRY of the profile, first PRODUCT bought, and the FIRST_VALUE: the quarter of all first
 * orders that the value of the first order is in.
 */
export type Trait = (typeof traits)[number];

/** What is known of one customer; null and undefined are "not known". */
export type TraitValues = Readonly<Partial<Record<Trait, string | null>>>;

/**
 * How customers of a level differ in one parameter from those of the baseline, and how sure that is.
 *
 * γ of Fader & Hardie: rates are divided by e^γ (alpha, beta), shapes multiplied (a, b). So customers order e^γ times as
 * often where alpha has it, and leave e^γ times as soon where beta has it.
 */
export type Effect = readonly [gamma: number, standardError: number | null];

/** A level of a trait that has parameters of its own. All levels not named share the baseline. */
export interface Covariate {
  readonly trait: Trait;
  readonly level: string;
  /** By the name of the parameter. */
  readonly effects: Readonly<Record<string, Effect>>;
}

/** Rates of the mixing distributions are in the denominator of what they are about. */
const inverse: readonly string[] = ['alpha', 'beta'];

/** The sign with which γ enters the logarithm of a parameter. */
export function signOf(parameter: string): 1 | -1 {
  return inverse.includes(parameter) ? -1 : 1;
}

/** The levels of each trait, in the order in which strata are numbered. */
function levelsByTrait(covariates: readonly Covariate[]): Map<Trait, readonly string[]> {
  const levels = new Map<Trait, readonly string[]>();
  for (const { trait, level } of covariates) {
    levels.set(trait, [...(levels.get(trait) ?? []), level]);
  }
  return levels;
}

/**
 * The number of the stratum a customer belongs to: one for each combination of levels, 0 for the baseline. Levels that
 * were rare or unknown when the model was fitted count as the baseline of their trait.
 */
export function stratumOf(covariates: readonly Covariate[], values: TraitValues): number {
  let stratum = 0;
  let radix = 1;
  for (const [trait, levels] of levelsByTrait(covariates)) {
    stratum += radix * (levels.indexOf(values[trait] ?? '') + 1);
    radix *= levels.length + 1;
  }
  return stratum;
}

/** The covariates that hold for a stratum. */
export function covariatesOf(covariates: readonly Covariate[], stratum: number): Covariate[] {
  let rest = stratum;
  return [...levelsByTrait(covariates)].flatMap(([trait, levels]) => {
    const place = rest % (levels.length + 1);
    rest = Math.floor(rest / (levels.length + 1));
    return covariates.filter((one) => one.trait === trait && one.level === levels[place - 1]);
  });
}

/** The parameters of a stratum's customers; those of the baseline to the last digit where nothing holds. */
export function paramsOfStratum(
  names: readonly string[],
  params: readonly number[],
  covariates: readonly Covariate[],
  stratum: number,
): readonly number[] {
  const own = [...params];
  for (const { effects } of covariatesOf(covariates, stratum)) {
    for (const [parameter, [gamma]] of Object.entries(effects)) {
      const place = names.indexOf(parameter);
      own[place] = own[place]! * Math.exp(signOf(parameter) * gamma);
    }
  }
  return own;
}
