/** A flag that cannot be understood; its message is all a user needs to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
