import { mulberry32 } from '@ragtime/event-log/testing';
import type { Happening, Plan, Wish } from './happening.ts';

/** Virtual time in which things happen. After it no fault strikes, and all work must come to its end. */
export const busyMs = 12_000;
export const partitions = 2;
const datasets = 3;

/** The same seed, the same plan. */
export function makePlan(seed: number): Plan {
  const random = mulberry32(seed);
  const below = (bound: number): number => Math.floor(random() * bound);
  const chance = (share: number): boolean => random() < share;
  const nodes = 3 + below(2);
  const at = (): number => Math.floor(random() * busyMs);
  const node = (): number => below(nodes);
  const happenings: Happening[] = [];
  let documents = 0;

  function wish(): Wish {
    const dataset = below(datasets);
    const drawn = random();
    if (documents === 0 || drawn < 0.22) return { kind: 'upload', document: documents++, dataset };
    const document = below(documents);
    if (drawn < 0.46) return { kind: 'parse', document, dataset: document % datasets };
    if (drawn < 0.57) return { kind: 'cancel', document, dataset: document % datasets };
    if (drawn < 0.63) return { kind: 'delete', document, dataset: document % datasets };
    if (drawn < 0.68) return { kind: 'type-in', document, dataset: document % datasets };
    if (drawn < 0.73) return { kind: chance(0.5) ? 'disable' : 'enable', document, dataset: document % datasets };
    if (drawn < 0.8) return { kind: 'rename', document, dataset: document % datasets };
    if (drawn < 0.86) return { kind: 'revise', document, dataset: document % datasets };
    if (drawn < 0.94) return { kind: 'rename-dataset', dataset };
    if (drawn < 0.97) return { kind: 'describe', dataset };
    return chance(0.4) ? { kind: 'close', dataset } : { kind: 'create-dataset', dataset };
  }

  const commands = 42 + below(30);
  const times = Array.from({ length: commands }, at).sort((one, other) => one - other);
  for (const [client, atMs] of times.entries()) {
    const asked = wish();
    happenings.push({
      kind: 'command',
      atMs,
      client,
      node: node(),
      wish: asked.kind === 'upload' ? { ...asked, dataset: asked.document % datasets } : asked,
      keyless: chance(0.12),
      ifVersion: chance(0.15) ? 1 + below(3) : undefined,
      again: chance(0.15),
    });
  }
  const some = (most: number, make: () => Happening): void => {
    for (let many = below(most + 1); many > 0; many -= 1) happenings.push(make());
  };
  some(3, () => ({ kind: 'search', atMs: at(), node: node() }));
  some(2, () => ({ kind: 'crash', atMs: at(), node: node(), afterCalls: below(12), downMs: 100 + below(2_000) }));
  some(2, () => ({ kind: 'pause', atMs: at(), node: node(), forMs: 200 + below(7_000) }));
  some(1, () => ({
    kind: 'clock-jump',
    atMs: at(),
    node: node(),
    byMs: (chance(0.5) ? -1 : 1) * below(chance(0.5) ? 20_000 : 3 * 3_600_000),
    forMs: below(4_000),
  }));
  some(3, () => ({ kind: 'move', atMs: at(), partition: below(partitions), node: node(), bothForMs: below(3_000) }));
  some(2, () => ({
    kind: 'stranger',
    atMs: at(),
    partition: below(partitions),
    brings: (['forgery', 'nonsense', 'holes'] as const)[below(3)] ?? 'holes',
  }));
  some(1, () => ({ kind: 'late-write', atMs: at() }));
  some(3, () => ({ kind: 'sweep', atMs: at(), node: node() }));
  some(2, () => ({ kind: 'manager', atMs: at(), node: node(), from: below(5), commands: 1 + below(5) }));
  const isCut = chance(0.1);
  if (isCut) happenings.push({ kind: 'cut', atMs: at(), partition: chance(0.3) ? 'all' : below(partitions), from: random() });
  const percent = (): number => (chance(0.25) ? 0 : random() * 8);
  const proof = chance(0.5) ? 'barrier' : 'end-offset';
  const weather = { log: percent(), signals: percent() * 2, transport: percent() * 1.5, stores: percent() };
  if (!isCut && chance(0.1)) happenings.push(...cutBehindWhatCounts());
  happenings.sort((one, other) => one.atMs - other.atMs);
  return { seed, nodes, proof, weather, happenings };

  /** The lost tail holds no record that counts, so the last record that counts stays; and another owner writes in its place. */
  function cutBehindWhatCounts(): readonly Happening[] {
    const [partition, atMs] = [below(partitions), at()];
    const cutAtMs = atMs + below(1_500);
    const stranger = { kind: 'stranger', atMs, partition, brings: chance(0.5) ? 'forgery' : 'nonsense' } as const;
    return [
      ...Array.from({ length: below(4) }, () => stranger),
      { kind: 'cut', atMs: cutAtMs, partition, from: 'behind-what-counts' },
      { kind: 'move', atMs: cutAtMs, partition, node: node(), bothForMs: 500 + below(3_000) },
    ];
  }
}
