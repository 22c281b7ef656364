import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rejections } from './rejections.ts';
import { type ErrorEntry, errorTable } from './table.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Tests that run an API, a server or the whole program. */
const whole = ['{packages,services,e2e,scripts}/**/*.{int,servers,e2e}.test.ts'];
/** What those tests ask of an API or of a whole installation, where it stands in a table or is shared by both profiles. */
const shared = ['services/api-testing/src/bad-requests/cases.ts', 'e2e/src/{api,limits,scenarios,distributed}/**/*.ts'];
/** Where the real part that finds the fault is run, by the kind of the code. */
const parts: Readonly<Record<ErrorEntry['kind'] | 'rejection', readonly string[]>> = {
  problem: ['{packages/http-kit,services/console}/src/**/*.unit.test.ts'],
  rejection: ['packages/domain/src/**/*.unit.test.ts'],
  task: ['{packages/parsing,packages/domain,services/parse-worker}/src/**/*.unit.test.ts'],
  start: ['services/ragtime/src/**/*.unit.test.ts', 'packages/event-log/src/writer/*.unit.test.ts'],
  record: ['packages/event-log/src/**/*.unit.test.ts'],
  alarm: ['packages/key-vault/src/**/*.unit.test.ts'],
};

/** Without comments: a code that is only talked about is not provoked. */
const textOf = (file: string): string => readFileSync(`${root}/${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
const filesOf = (patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**', 'packages/contracts/src/errors/**'] });

const texts = new Map(filesOf([...whole, ...shared, ...Object.values(parts).flat()]).map((file) => [file, textOf(file)]));
/** As a string of its own, in brackets as the program prints it, or at the start of a pattern. */
const asserts = (file: string, code: string): boolean =>
  new RegExp(`(['"\`/[]|\\\\\\[)${code}(['"\`\\\\[\\]])`).test(texts.get(file) ?? '');

describe('each code of the table is provoked by a test, which asserts it', () => {
  it.each([...errorTable.values()])('$code', ({ kind, code }) => {
    const inParts = filesOf(parts[code in rejections ? 'rejection' : kind]);
    const provoked = [...filesOf([...whole, ...shared]), ...inParts].some((file) => asserts(file, code));
    expect(provoked, `no test provokes ${code}: write one that asserts it, on the whole program or the part that finds the fault`).toBe(
      true,
    );
  });
});
