import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';

type Cell = string | number;

/** The least or the greatest value that a ratio may have. */
export type Demand = { readonly what: string; readonly value: number } & ({ readonly atLeast: number } | { readonly atMost: number });

export interface Report {
  /** The name of the file in `bench/results/`. */
  readonly name: string;
  readonly tables: readonly { readonly title: string; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }[];
  readonly demands: readonly Demand[];
  /** Everything that was measured, for readers of the file. */
  readonly measured: unknown;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const isMet = (demand: Demand): boolean => ('atLeast' in demand ? demand.value >= demand.atLeast : demand.value <= demand.atMost);

/** Prints the tables and the demands, and writes all of it as JSON. A demand that is not met makes the exit code 1. */
export async function report({ name, tables, demands, measured }: Report): Promise<void> {
  for (const { title, columns, rows } of tables) {
    say(`\n${title}\n`);
    for (const line of markdownOf(columns, rows)) say(line);
  }
  say('');
  for (const demand of demands) {
    const bound = 'atLeast' in demand ? `at least ${demand.atLeast}` : `at most ${demand.atMost}`;
    say(`${isMet(demand) ? '✔' : '✘'} ${demand.what}: ${numberText(demand.value)} (${bound})`);
  }
  if (!demands.every(isMet)) process.exitCode = 1;
  const folder = new URL('../../results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const machine = { cores: availableParallelism(), model: cpus()[0]?.model, node: process.version };
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify({ name, machine, demands, tables, measured }, undefined, 2)}\n`);
}

function markdownOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const texts = [columns, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? numberText(cell) : cell)));
  const widths = columns.map((_, at) => Math.max(3, ...texts.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]) => `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(texts[0] ?? []), line(widths.map((width) => '-'.repeat(width))), ...texts.slice(1).map(line)];
}

/** Rounds to three significant digits. */
function numberText(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
