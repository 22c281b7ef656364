import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createOutput } from '@ragtime/cli';
import { realMachine } from '@ragtime/runtime';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildCommandLine } from './commands/build-command-line.ts';
import { settings } from './config/settings.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');
const found = (...patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts'] }).toSorted();

/** What describes the present. Changes, decisions and reports say what was. */
const documents = found('*.md', 'docs/**/*.md', '{infra,e2e,services,packages}/**/*.md').filter(
  (file) => !/^CHANGELOG|^docs\/(decisions|reports)\/|fixtures/.test(file),
);
const sources = found('{services,packages}/*/src/**/*.{ts,tsx}', 'services/console/web/**/*.{ts,tsx}');
const textOfSources = sources.map(read).join('\n').toLowerCase();

/** Each match of the pattern in these files, with its place. */
const matches = (files: readonly string[], pattern: RegExp): readonly { readonly at: string; readonly match: RegExpExecArray }[] =>
  files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => [...line.matchAll(pattern)].map((match) => ({ at: `${file}:${index + 1}`, match }))),
  );

describe('settings', () => {
  const names: ReadonlySet<string> = new Set(Object.values(settings).map(({ variable }) => variable));
  /** The file of the settings itself, and what `docker compose` reads. */
  const others = new Set(['RAGTIME_CONFIG', ...(read('docker-compose.yml').match(/(?<=\$\{)RAGTIME_[A-Z0-9_]+/g) ?? [])]);

  it('that documents and messages name are there', () => {
    const named = matches([...documents, ...found('services/{cli,ragtime}/src/**/*.ts')], /\bRAGTIME_[A-Z0-9_]*[A-Z0-9]\b/g);
    expect(named.length).toBeGreaterThan(50);
    const internal = new Set(['RAGTIME_STARTED_AT_MS']);
    const missing = named.filter(({ match: [name] }) => !names.has(name) && !others.has(name) && !internal.has(name));
    expect(missing.map(({ at, match: [name] }) => `${at}: ${name}`)).toEqual([]);
  });

  it('are read by the program, each of them', () => {
    const readers = found('services/ragtime/src/{program,commands}/**/*.ts', 'services/cli/src/**/*.ts').map(read).join('\n');
    const isRead = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(readers);
    expect(Object.keys(settings).filter((name) => !isRead(name))).toEqual([]);
  });

  it('are documented, each of them', () => {
    const text = documents.map(read).join('\n');
    expect([...names].filter((name) => !new RegExp(`${name}(?![A-Z0-9_])`).test(text))).toEqual([]);
  });
});

describe('commands', () => {
  const never = () => Promise.reject(new Error('no command is run here'));
  const commandLine = buildCommandLine({
    context: { machine: realMachine, output: createOutput(process), environment: {}, interruption: () => new AbortController().signal },
    version: '0.0.0',
    serve: never,
    keysReset: never,
    backups: { make: never, check: never, restore: never },
    storedSettings: { read: never, store: never },
  });

  /** What is wrong with the words behind `ragtime`; undefined when a command takes them. */
  function wrongIn(words: readonly string[]): string | undefined {
    let command: Command = commandLine;
    let given = 0;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at] ?? '';
      if (/^([|>;#&…]|--$)/.test(word)) return undefined;
      if (word.startsWith('-')) {
        const name = word.split('=', 1)[0];
        if (name === '--help' || name === '-h') continue;
        const option = command.options.find(({ long, short }) => long === name || short === name);
        if (option === undefined) return `${command.name()} has no option ${word}`;
        if ((option.required || option.optional) && !word.includes('=')) at += 1;
        continue;
      }
      const next = command.commands.find((each) => each.name() === word);
      if (next !== undefined && given === 0) command = next;
      else if (command.registeredArguments.length === 0) return `${command.name()} has no command ${word}`;
      else given += 1;
    }
    return undefined;
  }

  const wordsOf = (text: string): readonly string[] => text.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];

  it('that documents and messages name are there, with these options', () => {
    expect(wrongIn(['repair'])).toBe('ragtime has no command repair');
    expect(wrongIn(['doctor', '--mend'])).toBe('doctor has no option --mend');
    const inCode = matches(documents, /`(?:npx |pnpm )?ragtime ([a-z-][^`]*)`/g);
    const inBlocks = matches(documents, /^\s*(?:\$ )?(?:\w+=\S+ )*(?:npx |pnpm )?ragtime ([a-z-].*)$/g);
    const inMessages = matches(found('{services,packages}/*/src/**/*.{ts,tsx}'), /(?:["`]|\$ )ragtime ([a-z][a-z-]*(?: [^"`\n]*)?)/g);
    const named = [...inCode, ...inBlocks, ...inMessages];
    expect(named.length).toBeGreaterThan(60);
    const wrong = named.flatMap(({ at, match: [, words = ''] }) => {
      const fault = wrongIn(wordsOf(words));
      return fault === undefined ? [] : [`${at}: ${fault}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('routes and headers', () => {
  const Api = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
  const { paths } = Api.parse(JSON.parse(read('packages/client/openapi.json')));
  const isRoute = (method: string, path: string): boolean =>
    Object.entries(paths).some(([route, methods]) => {
      const pattern = new RegExp(`^${route.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      return pattern.test(path) && methods[method.toLowerCase()] !== undefined;
    });

  it('that documents name are in the description of the API', () => {
    const named = matches(documents, /\b(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s`?,;)]+)/g);
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter(({ match: [, method = '', path = ''] }) => !path.includes('…') && !isRoute(method, path));
    expect(missing.map(({ at, match: [text] }) => `${at}: ${text}`)).toEqual([]);
  });

  it('that documents name are read or sent by the program', () => {
    const named = matches(documents, /\bRagtime-[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*/g);
    expect(named.length).toBeGreaterThan(10);
    const missing = named.filter(({ match: [name] }) => !textOfSources.includes(name.toLowerCase()));
    expect(missing.map(({ at, match: [name] }) => `${at}: ${name}`)).toEqual([]);
  });
});

it('log lines that documents quote are written by the program', () => {
  const named = matches(documents, /log lines? `([^`]+)`/g);
  expect(named.length).toBeGreaterThan(10);
  /** The program may put a name or a number in the place of an ellipsis. */
  const isWritten = (line: string): boolean => line.split('…').every((part) => textOfSources.includes(part.trim().toLowerCase()));
  expect(named.filter(({ match: [, line = ''] }) => !isWritten(line)).map(({ at, match: [text] }) => `${at}: ${text}`)).toEqual([]);
});

it('scripts of npm that documents name are there', () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
  const named = matches(documents, /\bnpm run ([a-z:]+)/g).filter(({ match: [, name = ''] }) => name !== 'generate');
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(({ match: [, name = ''] }) => scripts[name] === undefined).map(({ at, match: [text] }) => `${at}: ${text}`)).toEqual(
    [],
  );
});
