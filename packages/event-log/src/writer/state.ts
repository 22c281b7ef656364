import type { Rules, Scope, ScopeDraft } from '@ragtime/domain';
import { type Chain, emptyChain } from '../chain/chain.ts';
import { type Envelope, firstGeneration, isLogEvent } from '../port/envelope.ts';
import type { Offset } from '../port/log.ts';
import { type Changes, createTouched, type Touched } from '../snapshot/changes.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import type { SegmentVisitor } from '../snapshot/segment.ts';
import { type CauseMarks, createCauseMarks } from './causes.ts';
import { digestOf } from './digest.ts';
import { type ScopeData, scopeOver } from './draft.ts';
import { type CommandMemory, createCommandMemory, rememberedMs } from './memory.ts';

/** The result of folding a partition's records that count. The next decision depends on it alone. */
export interface PartitionState<Event, Entities> {
  chain: Chain;
  /** From the genesis record; undefined before it. */
  readonly logId: string | undefined;
  /** Of the last `LogRefolded`. */
  readonly generation: number;
  /** The time of the last record that counts; 0 before the first. */
  readonly lastAtMs: number;
  /** Record times up to this one may be ahead of the clock: an operator accepted them. */
  readonly acceptedUntilMs: number;
  readonly memory: CommandMemory;
  readonly causes: CauseMarks;
  scope(key: string): Scope<Entities>;
  /** Applies the changes of a confirmed batch to a scope. */
  change(key: string, apply: (scope: ScopeDraft<Entities>) => void): void;
  /** Records everything of an envelope except the `evolve` of its event, which a confirmed batch has done in its drafts. */
  note(offset: Offset, envelope: Envelope<Event>): void;
  fold(offset: Offset, key: string, envelope: Envelope<Event>): void;
  /** The changes since the last cut. Each change is returned once. */
  cut(): { readonly header: StateHeader; readonly changes: Changes };
  /** Returns these changes to the next cut, because they could not be written. */
  uncut(changes: Changes): void;
  /** Restores a snapshot into an empty state: every entity and command, then its end. */
  readonly restoring: Restoring;
  /** Equal for two folds of the same records, on whichever node. */
  digest(): string;
}

export type StateHeader = Omit<Manifest, 'segments'>;

export interface Restoring extends SegmentVisitor {
  end(header: StateHeader): void;
}

export function createPartitionState<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
): PartitionState<Event, Entities> {
  const scopes = new Map<string, ScopeData>();
  const nothing = scopeOver<Entities>(new Map());
  const memory = createCommandMemory();
  const causes = createCauseMarks();
  let logId: string | undefined;
  let generation = firstGeneration;
  let lastAtMs = 0;
  let acceptedUntilMs = 0;
  /** Undefined before the first cut, which takes everything. */
  let touched: Touched | undefined;
  /** Commands remembered below this offset are in a snapshot. */
  let remembersFrom: Offset = 0;

  function change(key: string, apply: (scope: ScopeDraft<Entities>) => void): void {
    const data: ScopeData = scopes.get(key) ?? new Map();
    apply(scopeOver(data, touched && ((kind, id) => touched?.touch(key, kind, id))));
    if (data.size === 0) scopes.delete(key);
    else scopes.set(key, data);
  }

  function note(offset: Offset, { meta, event }: Envelope<Event>): void {
    lastAtMs = Math.max(lastAtMs, meta.atMs);
    if (isLogEvent(event) && event.type === 'LogBegun') logId ??= event.logId;
    if (isLogEvent(event) && event.type === 'LogRefolded') generation = Math.max(generation, event.generation);
    if (isLogEvent(event) && event.type === 'ClockAccepted') acceptedUntilMs = meta.atMs;
    if (meta.remembered && meta.index === 0) memory.remember(meta.commandId, offset, meta.atMs);
    if (meta.cause !== undefined) causes.settle(meta.cause);
    memory.forgetBefore(lastAtMs - rememberedMs);
  }

  const restoring: Restoring = {
    entity(scope, kind, id, entity) {
      if (entity === undefined) scopeOver<Record<string, unknown>>(scopes.get(scope) ?? new Map()).remove(kind, id);
      else change(scope, (draft) => (draft as ScopeDraft<Record<string, unknown>>).put(kind, id, entity));
    },
    command: (hour, high, low, offset) => memory.restore(hour, high, low, offset),
    end(header) {
      for (const [key, data] of scopes) if (data.size === 0) scopes.delete(key);
      for (const cause of header.causes) causes.settle(cause);
      logId = header.logId;
      generation = header.generation;
      lastAtMs = header.lastAtMs;
      acceptedUntilMs = header.acceptedUntilMs;
      memory.forgetBefore(lastAtMs - rememberedMs);
      state.chain = header.chain;
      touched = createTouched();
      remembersFrom = header.chain.offset;
    },
  };

  const state: PartitionState<Event, Entities> = {
    chain: emptyChain,
    get logId() {
      return logId;
    },
    get generation() {
      return generation;
    },
    get lastAtMs() {
      return lastAtMs;
    },
    get acceptedUntilMs() {
      return acceptedUntilMs;
    },
    memory,
    causes,
    scope(key) {
      const data = scopes.get(key);
      return data === undefined ? nothing : scopeOver(data);
    },
    change,
    note,
    fold(offset, key, envelope) {
      const { meta, event } = envelope;
      if (!isLogEvent(event)) change(key, (scope) => rules.evolve(scope, event, { version: meta.version, atMs: meta.atMs }));
      note(offset, envelope);
    },
    cut() {
      const { chain } = state;
      const entities = touched?.take((key, kind, id) => scopes.get(key)?.get(kind)?.get(id)) ?? copyOf(scopes);
      const changes = { entities, remembered: memory.since(remembersFrom) };
      touched ??= createTouched();
      remembersFrom = chain.offset;
      return { header: { logId, generation, lastAtMs, acceptedUntilMs, chain, causes: causes.all() }, changes };
    },
    uncut({ entities, remembered }) {
      for (const [key, kinds] of entities) for (const [kind, ids] of kinds) for (const id of ids.keys()) touched?.touch(key, kind, id);
      for (const { commands } of remembered)
        for (let at = 2; at < commands.length; at += 3) remembersFrom = Math.min(remembersFrom, commands[at] ?? remembersFrom);
    },
    restoring,
    digest() {
      const entities = new Map([...scopes].map(([key, kinds]) => [key, kinds]));
      return digestOf({ logId, generation, lastAtMs, acceptedUntilMs, entities, memory: memory.entries(), causes: causes.entries() });
    },
  };
  return state;
}

const copyOf = (scopes: ReadonlyMap<string, ScopeData>): Changes['entities'] =>
  new Map([...scopes].map(([key, kinds]) => [key, new Map([...kinds].map(([kind, ids]) => [kind, new Map(ids)]))]));
