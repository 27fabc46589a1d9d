import { UnreadableFile } from '../formats/unreadable-file.ts';
import { printable } from './printable.ts';
import { UsageError } from './usage-error.ts';

/**
 * An error for whoever typed the command. What they can mend (a flag, a file, a full disk, a server
 * that is not there) is one line; anything else is a defect, and shows where.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return printable(String(error));
  }
  const isMendable =
    error instanceof UsageError || error instanceof UnreadableFile || 'syscall' in error;
  return isMendable
    ? printable(error.message.replaceAll('\n', ' '))
    : (error.stack ?? error.message).split('\n').map(printable).join('\n');
}
