import type { Rules, Scope, ScopeDraft } from '@ragtime/domain';
import { type Chain, emptyChain } from '../chain/chain.ts';
import type { Envelope, LogEvent } from '../port/envelope.ts';
import type { Offset } from '../port/log.ts';
import { type CauseMarks, createCauseMarks } from './causes.ts';
import { digestOf } from './digest.ts';
import { type ScopeData, scopeOver } from './draft.ts';
import { type CommandMemory, createCommandMemory, rememberedMs } from './memory.ts';

/** What folding a partition's records that count leaves: all that its next decision rests on. */
export interface PartitionState<Event, Entities> {
  chain: Chain;
  /** From the genesis record; undefined before it. */
  readonly logId: string | undefined;
  /** Time of the last record that counts, 0 before the first. */
  readonly lastAtMs: number;
  readonly memory: CommandMemory;
  readonly causes: CauseMarks;
  scope(key: string): Scope<Entities>;
  /** Takes what a batch changed in a scope, once it is confirmed. */
  change(key: string, apply: (scope: ScopeDraft<Entities>) => void): void;
  /** Everything of an envelope but its event's `evolve`, which a confirmed batch has done in its drafts. */
  note(offset: Offset, envelope: Envelope<Event>): void;
  fold(offset: Offset, key: string, envelope: Envelope<Event>): void;
  /** Equal for two folds of the same records, whoever made them. */
  digest(): string;
}

export function createPartitionState<Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
): PartitionState<Event, Entities> {
  const scopes = new Map<string, ScopeData>();
  const nothing = scopeOver<Entities>(new Map());
  const memory = createCommandMemory();
  const causes = createCauseMarks();
  let logId: string | undefined;
  let lastAtMs = 0;

  function change(key: string, apply: (scope: ScopeDraft<Entities>) => void): void {
    const data: ScopeData = scopes.get(key) ?? new Map();
    apply(scopeOver(data));
    if (data.size === 0) scopes.delete(key);
    else scopes.set(key, data);
  }

  function note(offset: Offset, { meta, event }: Envelope<Event>): void {
    lastAtMs = Math.max(lastAtMs, meta.atMs);
    if (isLogEvent(event) && event.type === 'LogBegun') logId ??= event.logId;
    if (meta.remembered && meta.index === 0) memory.remember(meta.commandId, offset, meta.atMs);
    if (meta.cause !== undefined) causes.settle(meta.cause);
    memory.forgetBefore(lastAtMs - rememberedMs);
  }

  return {
    chain: emptyChain,
    get logId() {
      return logId;
    },
    get lastAtMs() {
      return lastAtMs;
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
    digest() {
      const entities = new Map([...scopes].map(([key, kinds]) => [key, kinds]));
      return digestOf({ logId, lastAtMs, entities, memory: memory.entries(), causes: causes.entries() });
    },
  };
}

const logEventTypes: readonly string[] = ['LogBegun', 'CauseSettled'] satisfies LogEvent['type'][];

/** Names of the log's own events are never a domain's. */
export function isLogEvent<Event>(event: Event | LogEvent): event is LogEvent {
  return typeof event === 'object' && event !== null && 'type' in event && logEventTypes.includes(String(event.type));
}
