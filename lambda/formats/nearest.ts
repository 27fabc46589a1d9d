import { plainName } from './aliases.ts';

/** The candidate that a name was probably meant to be; undefined when none is near. */
function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = plainName(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(wanted, plainName(candidate)) }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = ranked;
  return best && best.edits <= limit ? best.candidate : undefined;
}

/** `. Did you mean "…"?`, or nothing, for the end of a sentence. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const found = nearest(name, candidates);
  return found === undefined ? '' : `. Did you mean "${found}"?`;
}

/** Levenshtein: inserted, removed and replaced characters. Names are short, so a row of a table is enough. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [position, character] of [...from].entries()) {
    const next = [position + 1];
    for (let index = 0; index < to.length; index += 1) {
      const replaced = (row[index] ?? 0) + (to[index] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
