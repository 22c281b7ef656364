// Documents name files of the project. This check fails when such a file is not there any more.
// In the table of rules (docs/architecture.md) each name of the last column must stand in a file of its row.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/setup.mjs';

const path = /`((?:packages|services|simulation|e2e|bench|infra|scripts|docs|samples)\/[^\s`]*)`/g;
/** They say what was, or what a release will write. */
const historical = /^(?:CHANGELOG\.md|docs\/(?:decisions|reports)\/)/;

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !historical.test(file) && !/^samples\/|fixtures\//.test(file));
const wrong = [];
let named = 0;
for (const file of documents) {
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    const paths = [...line.matchAll(path)].map(([, name]) => name).filter((name) => !/[<>{}*…]/.test(name));
    named += paths.length;
    for (const name of paths) if (!existsSync(join(root, name)) && !isMade(name)) wrong.push(`${file}:${index + 1}: ${name} is not there`);
    const isRule = file === 'docs/architecture.md' && line.startsWith('|') && paths.some((name) => name.endsWith('.ts'));
    if (isRule) wrong.push(...missingNames(line, paths).map((name) => `${file}:${index + 1}: no file of this row has ${name}`));
  }
}

/** A folder that a program makes is not in the repository, and git ignores it. */
function isMade(name) {
  return spawnSync('git', ['check-ignore', '--quiet', name], { cwd: root }).status === 0;
}

function missingNames(line, paths) {
  const text = paths
    .filter((name) => name.endsWith('.ts') && existsSync(join(root, name)))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
  const cells = line.split('|').map((cell) => cell.trim());
  return [...(cells.at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name).filter((name) => !text.includes(name));
}

for (const line of wrong) console.error(line);
console.log(`${documents.length} documents read, ${named} paths named, ${wrong.length} wrong`);
process.exit(named > 0 && wrong.length === 0 ? 0 : 1);
