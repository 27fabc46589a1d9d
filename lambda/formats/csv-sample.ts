/** Splits the start of a CSV text into rows. For headers and samples only: the engine reads files. */
export function csvRows(text: string, delimiter: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < text.length && rows.length < limit) {
    const field = fieldAt(text, position, delimiter);
    row.push(field.value);
    position = field.end + 1;
    if (text[field.end] !== delimiter) {
      if (row.length > 1 || row[0] !== '') {
        rows.push(row);
      }
      row = [];
    }
  }
  return rows;
}

interface SampleField {
  readonly value: string;
  /** Position of the delimiter or line feed that ends the field. */
  readonly end: number;
}

function fieldAt(text: string, start: number, delimiter: string): SampleField {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start, delimiter);
    return { value: text.slice(start, end).replace(/\r$/, ''), end };
  }
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text[close + 1] === '"') {
    close = text.indexOf('"', close + 2);
  }
  const stop = close === -1 ? text.length : close;
  return {
    value: text.slice(start + 1, stop).replaceAll('""', '"'),
    end: endOfPlain(text, Math.min(stop + 1, text.length), delimiter),
  };
}

function endOfPlain(text: string, start: number, delimiter: string): number {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') {
    end += 1;
  }
  return end;
}
