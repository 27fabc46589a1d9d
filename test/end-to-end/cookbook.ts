import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../support/query.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'cookbook');

/** The page of all recipes with their answers. */
export const cookbookFile = join(folder, '..', 'COOKBOOK.md');

/** A question that a marketer asks: a file of docs/cookbook, whose first line is the question. */
export interface Recipe {
  readonly question: string;
  readonly query: string;
}

/** A recipe as the sample shop answers it. */
export interface Answered extends Recipe {
  readonly answer: Answer;
  /** What a new process asks of S3 and DynamoDB, and then the same process for the same query. */
  readonly cold: readonly string[];
  readonly warm: readonly string[];
}

/** All recipes in the order of their files. */
export function recipes(): Recipe[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return files.sort().map((name) => {
    const [heading = '', ...lines] = readFileSync(join(folder, name), 'utf8').split('\n');
    return { question: heading.replace(/^# /, ''), query: lines.join('\n').trim() };
  });
}

/** The page; it is wholly made from the recipes and their answers. */
export function cookbookPage(answered: readonly Answered[]): string {
  const contents = answered.map(({ question }) => `- [${question}](#${anchorOf(question)})`);
  return `${introduction}\n${contents.join('\n')}\n\n${answered.map(section).join('\n')}`;
}

const introduction = `# Cookbook

Questions that marketers ask, each with its query and the real answer of the sample shop that \`npm start\` generates. The queries
are the files of [cookbook/](cookbook); a test asks them all and compares this page with what comes back. After a change,
\`CLV_WRITE_COOKBOOK=1 npx vitest run test/end-to-end/readme.test.ts\` writes it anew.

"Cold" is what a process that was just started reads to answer, "warm" what it reads when it is asked again; the pointer to the
served snapshot, which a warm process looks at once a second, is left out.
`;

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

function section({ question, query, answer, cold, warm }: Answered): string {
  return `## ${question}

\`\`\`graphql
${query}
\`\`\`

\`\`\`json
${jsonText(answer.data)}
\`\`\`

Cold: ${callList(cold)}

Warm: ${callList(warm)}
`;
}

const lineLength = 110;

/** JSON with whatever fits into a line on one. */
function jsonText(value: unknown, indent = ''): string {
  const flat = flatText(value);
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= lineLength) {
    return flat;
  }
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + jsonText(item, inner))
    : Object.entries(value).map(
        ([name, item]) => `${inner}${JSON.stringify(name)}: ${jsonText(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function flatText(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(flatText).join(', ')}]`;
  }
  const fields = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${flatText(item)}`,
  );
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A file is read twice where its end, with the directory, does not hold what is asked for. */
function callList(calls: readonly string[]): string {
  const counted = [...Map.groupBy(calls, (call) => call)].map(([call, same]) =>
    same.length === 1 ? `\`${call}\`` : `\`${call}\` (${same.length} times)`,
  );
  return counted.length === 0 ? 'nothing.' : `${counted.join(', ')}.`;
}
