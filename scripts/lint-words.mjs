// Comments and documents are written in plain English. These words often mark a sentence that a stranger has to read twice.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/setup.mjs';

const banned = /\b(whoever|of which|let be|told)\b/i;

const commentOf = {
  md: (line) => line,
  sh: (line) => line.match(/(?:^|\s)#(.*)$/)?.[1],
  // Not a parser: a comment begins with `//`, `/*` or, within a block, with `*`.
  ts: (line) => line.match(/(?:^\s*\*|\/\*|(?:^|\s)\/\/)(.*)$/)?.[1],
};
const kindOf = (file) => (file.endsWith('.md') ? 'md' : file.endsWith('.sh') ? 'sh' : 'ts');

const listed = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.js', '*.sh', '*.md'], { cwd: root, encoding: 'utf8' });
const files = listed
  .split('\n')
  .filter((file) => file !== '' && !/(^|\/)(fixtures|generated)\/|^samples\/|^scripts\/lint-words/.test(file));
const wrong = [];
for (const file of files) {
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    const comment = commentOf[kindOf(file)](line);
    if (comment === undefined || !banned.test(comment)) continue;
    wrong.push(`${file}:${index + 1}: ${line.trim()}`);
  }
}

for (const line of wrong) console.error(line);
console.log(`${files.length} files read, ${wrong.length} sentences to rewrite`);
process.exit(files.length > 0 && wrong.length === 0 ? 0 : 1);
