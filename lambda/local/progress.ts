import type { WriteStream } from 'node:tty';
import { printable } from './printable.ts';

/** One step of a long work: `done` of `total` units; without a total the step just runs. */
interface Progress {
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

export interface ProgressLine {
  show(progress: Progress): void;
  /** Ends the line: the step took this long. */
  finish(text: string): void;
}

const barWidth = 24;
/** Fast enough to look alive, slow enough to cost nothing. */
const redrawMs = 80;

/** A bar that redraws itself on a terminal; elsewhere (a file, CI) only finished steps are written. */
export function createProgressLine(
  output: NodeJS.WritableStream & Partial<WriteStream>,
): ProgressLine {
  let drawnAt = 0;
  return {
    show: (progress) => {
      const now = Date.now();
      if (output.isTTY && now - drawnAt >= redrawMs) {
        drawnAt = now;
        output.write(`\r${lineOf(progress)}\u001b[K`);
      }
    },
    finish: (text) => {
      output.write(output.isTTY ? `\r${text}\u001b[K\n` : `${text}\n`);
    },
  };
}

function lineOf({ step: text, done, total }: Progress): string {
  const step = printable(text);
  if (done === undefined || !total) {
    return `  ${step} …`;
  }
  const share = Math.min(done / total, 1);
  const filled = Math.round(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  return `  ${step} ${bar} ${Math.floor(share * 100)} %`;
}
