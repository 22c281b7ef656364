import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/code-blocks.ts';

interface Documented {
  readonly kind: string;
  readonly labels: string;
}

const row = /^\| `(ragtime_\w+)(?:\{([\w,]+)\})?` \| (\w+) \|/u;

/** The tables of docs/metrics.md. */
export async function documentedFigures(): Promise<ReadonlyMap<string, Documented>> {
  const lines = (await readFile(join(root, 'docs/metrics.md'), 'utf8')).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, name, labels = '', kind] = row.exec(line) ?? [];
      return name === undefined ? [] : [[name, { kind: kind ?? '', labels }] as const];
    }),
  );
}

const typeLine = /^# TYPE (ragtime_\w+) (\w+)$/u;
const sampleLine = /^(ragtime_\w+)(?:\{(.*)\})? (\S+)$/u;
const labelName = /(\w+)="(?:[^"\\]|\\.)*"/gu;

export interface Shown {
  /** The kind of each figure. */
  readonly kinds: ReadonlyMap<string, string>;
  /** The labels of the figures that have a value. */
  readonly labels: ReadonlyMap<string, string>;
  /** The sum of all samples of this name; with text in the braces, of those that have it there. */
  sum(name: string, within?: string): number;
}

/** Reads texts of Prometheus, each of one process. */
export function shownFigures(texts: readonly string[]): Shown {
  const lines = texts.flatMap((text) => text.split('\n'));
  const kinds = new Map<string, string>();
  const samples: { readonly name: string; readonly labels: string; readonly value: number }[] = [];
  for (const line of lines) {
    const [, name, kind] = typeLine.exec(line) ?? [];
    if (name !== undefined && kind !== undefined) kinds.set(name, kind);
    const [, sample, labels = '', value] = sampleLine.exec(line) ?? [];
    if (sample !== undefined) samples.push({ name: sample, labels, value: Number(value) });
  }
  const figureOf = (sample: string): string => (kinds.has(sample) ? sample : sample.replace(/_(?:bucket|sum|count)$/u, ''));
  const labelsOf = (labels: string): string =>
    [...labels.matchAll(labelName)]
      .map(([, label]) => label)
      .filter((label) => label !== 'le')
      .join(',');
  return {
    kinds,
    labels: new Map(samples.map(({ name, labels }) => [figureOf(name), labelsOf(labels)])),
    sum: (name, within = '') =>
      samples.filter((sample) => sample.name === name && sample.labels.includes(within)).reduce((sum, { value }) => sum + value, 0),
  };
}
