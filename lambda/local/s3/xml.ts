/** A rendered element. */
export type Xml = string;

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlDocument(name: string, ...children: readonly Xml[]): string {
  const body = children.join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}">${body}</${name}>`;
}

export function element(name: string, ...children: readonly Xml[]): Xml {
  return `<${name}>${children.join('')}</${name}>`;
}

/** An element with text; nothing at all when there is no value. */
export function text(name: string, value: string | number | boolean | undefined): Xml {
  return value === undefined ? '' : `<${name}>${escapeText(String(value))}</${name}>`;
}

/** Control characters too: a key may hold a newline, which a parser would otherwise normalise. */
function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped.
  return value.replace(/[&<>"\u0000-\u001f\u007f]/g, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}
