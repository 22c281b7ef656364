import { readdirSync, readFileSync } from 'node:fs';
import type { ParseFailureCode } from '@ragtime/parsing';
import { describe, expect, it } from 'vitest';
import { alarms, recordFailures, startFailures, taskFailures } from './failures.ts';
import { indexPage } from './index-page.ts';
import { codeOfOutcome } from './outcome-code.ts';
import { problems } from './problems.ts';
import { rejections } from './rejections.ts';
import {
  type ErrorCode,
  type ErrorEntry,
  errorTable,
  isProblemCode,
  problemOf,
  problemTypeUrl,
  retiredCodes,
  type TaskFailureCode,
} from './table.ts';

const folder = new URL('../../../../docs/errors/', import.meta.url);
const pages = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => [file.slice(0, -3), readFileSync(new URL(file, folder), 'utf8')]),
);
const entries = [...errorTable.values()];

describe('the table of errors', () => {
  it('gives every code one meaning: none is in two of its parts, and no retired one is used again', () => {
    const codes = [problems, rejections, taskFailures, startFailures, recordFailures, alarms].flatMap((part) => Object.keys(part));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toStrictEqual([]);
    expect(codes.filter((code) => retiredCodes.includes(code))).toStrictEqual([]);
    expect(errorTable.size).toBe(codes.length);
  });

  it('holds kebab-case codes, real statuses of errors, and titles without a full stop', () => {
    for (const entry of entries) {
      expect(entry.code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
      expect(entry.title).toMatch(/^[A-Z].*[^.]$/);
      if (entry.kind !== 'problem') continue;
      expect(entry.status).toBeGreaterThanOrEqual(400);
      expect(entry.status).toBeLessThan(600);
    }
  });

  it('holds every failure of the parser: otherwise this does not compile', () => {
    const unlisted: Readonly<Record<Exclude<ParseFailureCode, TaskFailureCode>, never>> = {};
    expect(unlisted).toStrictEqual({});
  });

  it('asks for Retry-After with every 429 and 503, and with no other status', () => {
    const problemsOnly = entries.filter((entry) => entry.kind === 'problem');
    const differing = problemsOnly.filter(({ status, retryAfter }) => (status === 429 || status === 503) !== (retryAfter === true));
    expect(differing).toStrictEqual([]);
  });
});

describe('the page of a code', () => {
  it('exists for every code, retired ones too, and for nothing else', () => {
    expect([...pages.keys()].toSorted()).toStrictEqual([...errorTable.keys(), ...retiredCodes].toSorted());
  });

  it.each(entries)('$code says what it means, why it happens and what to do', (entry) => {
    const page = pages.get(entry.code) ?? '';
    expect(page.slice(0, page.indexOf(')'))).toBe(`# ${entry.code}\n\n**${entry.title}** (${groupOf(entry)}`);
    const [meaning, why, what] = page.split(/\n## Why it happens\n|\n## What to do\n/).map(wordsOf);
    expect([meaning, why, what].every((words) => words !== undefined && words >= 10)).toBe(true);
    expect(wordsOf(page)).toBeLessThan(190);
  });

  it.each(retiredCodes)('%s says that no release gives it any longer', (code) => {
    expect(pages.get(code)).toMatch(new RegExp(`^# ${code}\\n\\n\\*\\*.+\\*\\* \\(.+, no longer given\\)`));
  });

  it('is linked from the index: `pnpm error-index` writes it', () => {
    expect(readFileSync(new URL('README.md', folder), 'utf8')).toBe(indexPage());
  });

  it('names only codes that exist', () => {
    // Kebab-case words between backticks that are not codes: media types, headers and commands have other letters in them.
    const others = new Set(['command-api', 'query-api', 'dead-letters']);
    for (const [code, page] of pages) {
      const words = [...page.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, word]) => word ?? '');
      expect({ code, unknown: words.filter((word) => !errorTable.has(word) && !others.has(word)) }).toStrictEqual({ code, unknown: [] });
    }
  });

  it('is served where the type of a problem points', () => {
    expect(problemTypeUrl('document-exists')).toBe('/docs/errors/document-exists');
  });
});

describe('every outcome except success has one code', () => {
  const at = { partition: 't/0', position: { offset: 1, link: new Uint8Array(8) } } as const;
  const commandId = 'c';

  it.each([
    [{ kind: 'rejected', reason: 'document-exists', at, commandId }, 'document-exists', 409],
    [{ kind: 'conflict', currentVersion: 3, at, commandId }, 'version-conflict', 412],
    [{ kind: 'key-reused', at, commandId }, 'idempotency-key-reused', 422],
    [{ kind: 'unknown', commandId }, 'outcome-unknown', 504],
    [{ kind: 'unavailable', cause: 'overloaded', commandId }, 'unavailable', 503],
    [{ kind: 'unavailable', cause: 'no-owner', commandId }, 'unavailable', 503],
    [{ kind: 'unavailable', cause: 'log-down', commandId }, 'unavailable', 503],
    [{ kind: 'unavailable', cause: 'too-many-keys', commandId }, 'unavailable', 503],
    [{ kind: 'unavailable', cause: 'log-diverged', commandId }, 'log-diverged', 503],
    [{ kind: 'unavailable', cause: 'command-too-large', commandId }, 'command-too-large', 413],
    [{ kind: 'unavailable', cause: 'storage-full', commandId }, 'storage-full', 507],
  ] as const)('%o', (outcome, code, status) => {
    expect(codeOfOutcome(outcome)).toBe(code);
    expect(problemOf(code).status).toBe(status);
  });

  it('a rejection that the table does not know is a broken invariant', () => {
    expect(() => codeOfOutcome({ kind: 'rejected', reason: 'too-green', at, commandId })).toThrow('too-green');
    expect(isProblemCode('too-green')).toBe(false);
    expect(isProblemCode('toString')).toBe(false);
    expect(isProblemCode('worker-lost' satisfies ErrorCode)).toBe(false);
  });
});

function groupOf(entry: ErrorEntry): string {
  switch (entry.kind) {
    case 'problem':
      return `HTTP ${entry.status}`;
    case 'task':
      return 'Failure of a parse run';
    case 'start':
      return 'Failure of the program itself';
    case 'record':
      return 'Failure of a record in the log';
    case 'alarm':
      return 'Alarm';
  }
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
