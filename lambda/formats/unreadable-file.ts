/**
 * A file that cannot be imported at all, however often it is tried. The message is shown to whoever
 * dropped it: what was expected, what arrived, what to do.
 */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
