/** Characters that move a terminal's cursor, colour it or worse: C0, DEL and C1. */
const controls = /\p{Cc}/gu;

/** A line of somebody else's text, such as a column name, as a terminal can safely show it. */
export function printable(line: string): string {
  return line.replace(
    controls,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
