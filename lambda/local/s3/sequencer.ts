/**
 * Hands out the `sequencer` of events: hexadecimal, of one length, each greater than all before it.
 *
 * Two events for one key are ordered by comparing sequencers as text. Time is the base, so that the
 * order holds across restarts even for keys that were deleted in between.
 */
export interface Sequencer {
  next(): string;
  /** Learns of one handed out before a restart, in case the clock went back. */
  observe(sequencer: string): void;
}

export function createSequencer(now: () => Date): Sequencer {
  let last = 0n;
  return {
    next() {
      // Microseconds leave room for a thousand writes in one millisecond before numbers run ahead.
      const time = BigInt(now().getTime()) * 1000n;
      last = time > last ? time : last + 1n;
      return last.toString(16).toUpperCase().padStart(16, '0');
    },
    observe(sequencer) {
      const value = BigInt(`0x${sequencer}`);
      if (value > last) last = value;
    },
  };
}
