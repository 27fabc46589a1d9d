import { type Aliases, foldedName } from '../aliases.ts';
import type { Field } from '../plan.ts';
import { dutch } from './dutch.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { italian } from './italian.ts';
import type { Language } from './language.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';

const languages: readonly Language[] = [german, french, spanish, italian, dutch, portuguese];

/** Names that are English words of another meaning: they prove no language. */
const englishWords = ['article', 'client', 'data', 'land'];

/**
 * The aliases, and behind them what the languages of a header call the same fields. A header is in a language if it has
 * a name that only that language has for it; `client` or `data` alone would be anything.
 */
export function inLanguagesOf(columns: readonly string[], aliases: Aliases): Aliases {
  const headers = new Set(columns.map(foldedName));
  const spoken = languages.filter((language) =>
    namesIn(language).some((name) => headers.has(name) && !englishWords.includes(name)),
  );
  const entries = Object.entries(aliases) as [Field, readonly string[]][];
  return Object.fromEntries(
    entries.map(([field, names]) => [
      field,
      [...names, ...spoken.flatMap((language) => namesOf(language, field))],
    ]),
  );
}

function namesIn({ fields, vagueAmounts, prices }: Language): string[] {
  return [...Object.values(fields).flat(), ...vagueAmounts, ...prices].map(foldedName);
}

/** A vague amount is the order's until a product is seen beside it, and a price that of one piece. */
function namesOf({ fields, vagueAmounts, prices }: Language, field: Field): readonly string[] {
  const names = fields[field] ?? [];
  switch (field) {
    case 'total':
      return [...names, ...vagueAmounts];
    case 'unitPrice':
      return [...names, ...prices];
    default:
      return names;
  }
}

/** Names of amounts that beside a product are a line's, as `foldedName` writes them. */
export const vagueInOtherLanguages: readonly string[] = languages.flatMap(
  ({ vagueAmounts, prices }) => [...vagueAmounts, ...prices].map(foldedName),
);
