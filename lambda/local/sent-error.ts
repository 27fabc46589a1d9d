/** An error on its way to another process, as far as `messageOf` shows it. */
export interface SentError {
  readonly message: string;
  readonly stack: string | undefined;
  /** The system's code and call (ENOSPC, write), where it is the system's error. */
  readonly code: string | undefined;
  readonly syscall: string | undefined;
}

export function sendable(error: unknown): SentError {
  if (!(error instanceof Error)) {
    return { message: String(error), stack: undefined, code: undefined, syscall: undefined };
  }
  const { message, stack, code, syscall } = error as NodeJS.ErrnoException;
  return { message, stack, code, syscall };
}

/** The error as it was thrown over there, for whoever shows it. */
export function received({ message, stack, code, syscall }: SentError): Error {
  return Object.assign(new Error(message), {
    ...(stack === undefined ? {} : { stack }),
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
  });
}
