/** Percent-encoding as Signature Version 4 wants it: everything but RFC 3986's unreserved set. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percent);
}

/**
 * The encoding of keys in event notifications and in listings with `encoding-type=url`: that of HTML
 * forms, with the slash kept. A consumer decodes `+` to a space first.
 *
 * @example encodeKey('uploads/red flower.csv') // 'uploads/red+flower.csv'
 */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, percent)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
