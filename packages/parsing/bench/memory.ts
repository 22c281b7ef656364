import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realMachine } from '@ragtime/runtime';
import { createParser } from '../src/index.ts';
import { type PdfLine, writePdf } from '../src/testing/write-pdf.ts';

/**
 * Measures the memory that a parser's child needs for documents of 10 to 2,000 pages: `pnpm exec node packages/parsing/bench/memory.ts`. Each size
 * gets a fresh child, which reads the whole document window by window. The peak is the one that the kernel reports (VmHWM). Linux only.
 * The exit code is 1 if 2,000 pages need more than 1.2 times what 10 pages need.
 */
const pageCounts = [10, 100, 1_000, 2_000] as const;
const ratioMax = 1.2;
const words =
  'ledger quarter supplier warranty invoice turbine coupling pressure schedule holiday approval notice vehicle storage license'.split(' ');

interface Measured {
  readonly pages: number;
  readonly fileMebibytes: number;
  readonly windows: number;
  readonly seconds: number;
  readonly peakMebibytes: number;
  readonly characters: number;
}

const folder = await mkdtemp(join(tmpdir(), 'ragtime-memory-'));
try {
  const measured: Measured[] = [];
  for (const pages of pageCounts) measured.push(await measure(pages));
  process.exitCode = print(measured) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}

async function measure(pages: number): Promise<Measured> {
  const path = join(folder, `${pages}.pdf`);
  const bytes = writePdf(Array.from({ length: pages }, (_, page) => pageLines(page)));
  await writeFile(path, bytes);
  const parser = createParser({ timers: realMachine.timers, processes: 1, recycleAfter: 1_000_000 });
  try {
    const file = { path, name: `${pages}.pdf` };
    const startedMs = realMachine.clock.monotonicMs();
    const plan = await parser.plan(file);
    let characters = 0;
    for (const window of plan.windows) {
      for (const block of await parser.parse(file, plan, window)) if (block.kind !== 'table') characters += block.text.length;
    }
    const seconds = (realMachine.clock.monotonicMs() - startedMs) / 1000;
    return {
      pages,
      fileMebibytes: bytes.length / 2 ** 20,
      windows: plan.windows.length,
      seconds,
      peakMebibytes: await childPeak(),
      characters,
    };
  } finally {
    await parser.close();
  }
}

/** A heading, and as much text as a full page has. No two pages are equal. */
function pageLines(page: number): readonly PdfLine[] {
  const word = (index: number) => words[(index * 7 + (index >> 3) * 5 + page) % words.length] ?? '';
  const lines = Array.from({ length: 48 }, (_, line) => ({
    text: `${page}.${line} ${Array.from({ length: 11 }, (_each, index) => word(line * 11 + index)).join(' ')}`,
    x: 60,
    y: 110 + line * 14,
  }));
  return [{ text: `Section ${page + 1}`, x: 60, y: 80, size: 18 }, ...lines];
}

async function childPeak(): Promise<number> {
  const [pid] = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')).trim().split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
}

function print(measured: readonly Measured[]): boolean {
  const base = measured[0]?.peakMebibytes ?? Number.NaN;
  console.log(' pages   file MiB  windows  seconds  pages/s  peak MiB  ratio');
  for (const { pages, fileMebibytes, windows, seconds, peakMebibytes } of measured) {
    const columns = [
      String(pages).padStart(6),
      fileMebibytes.toFixed(1).padStart(10),
      String(windows).padStart(8),
      seconds.toFixed(1).padStart(8),
      (pages / seconds).toFixed(0).padStart(8),
      peakMebibytes.toFixed(0).padStart(9),
      (peakMebibytes / base).toFixed(2).padStart(6),
    ];
    console.log(`${columns.join(' ')}  ${'#'.repeat(Math.round(peakMebibytes / 5))}`);
  }
  const worst = Math.max(...measured.map(({ peakMebibytes }) => peakMebibytes / base));
  const isBounded = worst <= ratioMax && measured.every(({ characters, pages }) => characters > pages * 3_000);
  console.log(
    isBounded
      ? `bounded: at most ${worst.toFixed(2)} times the peak of 10 pages`
      : `NOT bounded: ${worst.toFixed(2)} times the peak of 10 pages`,
  );
  return isBounded;
}
