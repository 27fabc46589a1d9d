import { S3Error } from './errors.ts';

/** An element of a request document. Attributes are left out: S3 gives them no meaning. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)/y;

/**
 * Parses the small documents S3 requests carry. There is no DOCTYPE and no CDATA in them, so neither
 * is understood, and no entity can be defined.
 *
 * @throws S3Error MalformedXML for anything else, and for a root element of another name.
 */
export function parseXml(source: string, rootName: string): XmlElement {
  const document: OpenElement = { name: '', text: '', children: [] };
  const open: OpenElement[] = [document];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    if (!match) throw malformed('markup that is not an element');
    accept(match, open);
  }
  const [root] = document.children;
  if (open.length > 1 || document.children.length !== 1 || document.text.trim() !== '') {
    throw malformed('elements that do not close, or text outside of them');
  }
  if (root?.name !== rootName) throw malformed(`<${root?.name}> instead of <${rootName}>`);
  return root;
}

/** The text of the first child with a name. */
export function childText(parent: XmlElement, name: string): string | undefined {
  return parent.children.find((child) => child.name === name)?.text;
}

function accept(match: RegExpExecArray, open: OpenElement[]): void {
  const [, slash, qualifiedName, , selfClosing, text] = match;
  const current = open.at(-1);
  if (!current) throw malformed('an end without a beginning');
  if (text !== undefined) current.text += unescapeText(text);
  if (qualifiedName === undefined) return;
  const name = qualifiedName.replace(/^.*:/, '');
  if (slash === '/') {
    if (current.name !== name) throw malformed(`</${name}> where </${current.name}> was due`);
    open.pop();
    return;
  }
  const child: OpenElement = { name, text: '', children: [] };
  current.children.push(child);
  if (selfClosing !== '/') open.push(child);
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

function unescapeText(text: string): string {
  return text.replace(/&([^;&]*);?/g, (_, name: string) => {
    const numeric = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = numeric?.[1] ? Number.parseInt(numeric[1], 16) : Number(numeric?.[2]);
    const character = numeric && code <= 0x10ffff ? String.fromCodePoint(code) : entities[name];
    if (character === undefined) throw malformed(`the entity "&${name}"`);
    return character;
  });
}

function malformed(found: string): S3Error {
  return new S3Error(
    'MalformedXML',
    `The XML is not well-formed or not what the operation takes: got ${found}.`,
  );
}
