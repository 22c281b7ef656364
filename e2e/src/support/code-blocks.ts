import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface CodeBlock {
  readonly file: string;
  /** The line of the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

/** Every fenced block of the README and the docs, in order. Pages of errors are prose with examples of answers, not of commands. */
export function codeBlocks(): readonly CodeBlock[] {
  const files = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })].toSorted();
  return files.flatMap((file) => blocksOf(relative(root, join(root, file)), readFileSync(join(root, file), 'utf8')));
}

function blocksOf(file: string, text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly line: number; readonly language: string; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\S*)\s*$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { line: index + 1, language: fence[1] ?? '', lines: [] };
    else {
      blocks.push({ file, line: open.line, language: open.language, code: open.lines.join('\n') });
      open = undefined;
    }
  }
  return blocks;
}
