import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ParseFailure } from '../failure.ts';
import type { Parser } from '../parser.ts';
import { createParser } from '../pool/create-parser.ts';

/** A broken file ends as a failure with a code, or as the part that can be read. The parser and its child go on working. */
const places = 20;

const foreign = (name: string) => new Uint8Array(readFileSync(new URL(`../../fixtures/foreign/${name}`, import.meta.url)));
const text = (content: string) => new TextEncoder().encode(content);
const records = Array.from({ length: 300 }, (_, n) => ({
  id: n,
  name: `Árticle "${n}"`,
  tags: ['new', 'blue'],
  place: { hall: 'B', shelf: n % 7 },
}));

const files: Readonly<Record<string, Uint8Array>> = {
  'a.txt': text('Ünïcode text, line after line.\n\n'.repeat(200)),
  'a.md': text('# Title\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet x;\n```\n\n- item [link](http://x.y)\n'.repeat(40)),
  'a.html': text(
    `<!doctype html><html><body>${'<h1>Title</h1><table><tr><td rowspan="2">ä</td><td>b</td></tr></table><ul><li>x</li></ul>'.repeat(60)}</body></html>`,
  ),
  'a.csv': text(`name;text\n${'"quoted ""x""";"with\nline end"\n'.repeat(200)}`),
  'a.json': text(JSON.stringify(records)),
  'a.jsonl': text(records.map((record) => JSON.stringify(record)).join('\n')),
  'a.pdf': foreign('libreoffice-dealer-terms.pdf'),
  'a.docx': foreign('pandoc-perch.docx'),
  'a.xlsx': foreign('openpyxl-pool-bikes.xlsx'),
  'a.pptx': foreign('python-pptx-riders-briefing.pptx'),
};

let folder: string;
let parser: Parser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ragtime-damage-'));
  parser = createParser({ timers: realMachine.timers, processes: 2, timeoutMs: 30_000 });
});
afterAll(async () => {
  await parser.close();
  await rm(folder, { recursive: true });
});

async function codeOf(name: string, content: Uint8Array): Promise<string> {
  const file = { path: join(folder, `${realMachine.clock.monotonicMs()}-${name}`), name };
  await writeFile(file.path, content);
  try {
    const plan = await parser.plan(file);
    for (const window of plan.windows) await parser.parse(file, plan, window);
    return 'parsed';
  } catch (cause) {
    if (cause instanceof ParseFailure) return cause.code;
    throw cause;
  }
}

/** The codes of failures that the machine causes, not the file. */
const deaths = ['parser-crashed', 'parser-out-of-memory', 'parser-timeout'];

describe.each(Object.entries(files))('%s', (name, whole) => {
  it('is parsed when it is whole', async () => {
    expect(await codeOf(name, whole)).toBe('parsed');
  });
  it('is read in part or refused with a clear code when it breaks off anywhere', async () => {
    const codes = new Set<string>();
    for (let place = 0; place < places; place++)
      codes.add(await codeOf(name, whole.subarray(0, Math.floor((whole.length * place) / places))));
    expect([...codes].filter((code) => deaths.includes(code))).toStrictEqual([]);
    expect(codes).toContain('file-empty');
  });
  it('is read in part or refused with a clear code when bytes within it are wrong', async () => {
    const codes = new Set<string>();
    for (let place = 0; place < places; place++) {
      const broken = whole.slice();
      const from = Math.floor((whole.length * place) / places);
      for (let index = from; index < Math.min(from + 40, broken.length); index++) broken[index] = (index * 151 + place * 17) & 0xff;
      codes.add(await codeOf(name, broken));
    }
    expect([...codes].filter((code) => deaths.includes(code))).toStrictEqual([]);
  });
});
