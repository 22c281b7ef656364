import type { Rules, Scope } from '@ragtime/domain';
import type { Chain } from '../chain/chain.ts';
import { linkAfter } from '../chain/link.ts';
import type { Codec, Envelope, LogEvent, Meta } from '../port/envelope.ts';
import type { Link, LogRecord, Offset } from '../port/log.ts';
import { type Answer, answeredVersion, repeated } from './answer.ts';
import { createCauseMarks } from './causes.ts';
import { type Draft, draftOver } from './draft.ts';
import type { OwnerLimits } from './limits.ts';
import type { Submission } from './outcome.ts';
import type { PartitionState } from './state.ts';

/**
 * - `writes`: the command has events in the batch; it is answered when they are confirmed.
 * - `answers`: the command writes nothing; it is answered when all records that its answer depends on are confirmed and the end is proved.
 * - `full`: the command does not fit after the others; it is decided in the next batch.
 * - `refused`: the command fits in no batch, or cannot be remembered. None of its events is written.
 */
export type Decided<Event, Reason extends string> =
  | { readonly kind: 'writes' | 'answers'; readonly answer: Answer<Event, Reason>; readonly chain: Chain }
  | { readonly kind: 'full' }
  | { readonly kind: 'refused'; readonly cause: 'command-too-large' | 'too-many-keys' };

const tooLarge = { kind: 'refused', cause: 'command-too-large' } as const;
const full = { kind: 'full' } as const;

/** Decides commands in order, each on the state that the ones before it leave, without changing the state itself. */
export interface Batch<Command, Event, Reason extends string> {
  readonly start: Offset;
  readonly records: readonly LogRecord[];
  /** The link after the first record. It distinguishes this batch from any other. */
  readonly firstLink: Link | undefined;
  /** `earlier`: the envelopes that the log holds under the command's id, if any. */
  decide(submission: Submission<Command>, earlier: readonly Envelope<Event>[] | undefined): Decided<Event, Reason>;
  /** Once the records count, applies all changes to the state. */
  confirm(): void;
}

interface BatchNeeds<Command, Event, Entities, Reason extends string> {
  readonly state: PartitionState<Event, Entities>;
  readonly rules: Rules<Command, Event, Entities, Reason>;
  readonly codec: Codec<Event>;
  readonly limits: Pick<OwnerLimits, 'batchEventsMax' | 'batchBytesMax' | 'commandEventsMax' | 'commandBytesMax' | 'rememberedMax'>;
  readonly nowMs: number;
}

interface Written<Event> {
  readonly record: LogRecord;
  readonly envelope: Envelope<Event>;
}

/** The size of a record's stamp, timestamps and lengths, besides key and value. */
const recordOverheadBytes = 64;

export function openBatch<Command, Event, Entities, Reason extends string>({
  state,
  rules,
  codec,
  limits,
  nowMs,
}: BatchNeeds<Command, Event, Entities, Reason>): Batch<Command, Event, Reason> {
  const atMs = Math.max(nowMs, state.lastAtMs);
  const written: Written<Event>[] = [];
  const drafts = new Map<string, Draft<Entities>>();
  const accepted = new Map<string, readonly Envelope<Event>[]>();
  const causes = createCauseMarks(state.causes);
  const start = state.chain.offset;
  let remembered = 0;
  let bytes = 0;
  let chain = state.chain;
  let firstLink: Link | undefined;

  const scopeOf = (key: string): Scope<Entities> => drafts.get(key) ?? state.scope(key);

  function decide(submission: Submission<Command>, found: readonly Envelope<Event>[] | undefined): Decided<Event, Reason> {
    const { command, commandId, cause } = submission;
    const key = rules.scopeOf(command);
    const scope = scopeOf(key);
    const says = (answer: Answer<Event, Reason>): Decided<Event, Reason> =>
      cause === undefined || causes.isSettled(cause) ? { kind: 'answers', answer, chain } : settleCause(submission, key, answer);

    const earlier = submission.remembered ? (accepted.get(commandId) ?? found) : undefined;
    if (earlier !== undefined) return says(repeated(rules, submission, earlier, scope));
    const current = rules.versionOf(scope, rules.targetOf(command));
    const unchanged: Answer<Event, Reason> = (at) => ({ kind: 'unchanged', commandId, version: current, at });
    if (cause !== undefined && causes.isSettled(cause)) return says(unchanged);
    const conflict = submission.ifVersion !== undefined && submission.ifVersion !== current;
    const conflicts: Answer<Event, Reason> = (at) => ({ kind: 'conflict', commandId, currentVersion: current, at });
    const context = { atMs, nowMs, tenantId: submission.tenantId };
    if (conflict && current > 0 && rules.isHidden?.(command, scope, context) !== true) return says(conflicts);
    const decision = rules.decide(command, scope, context);
    if (decision.kind === 'rejected') {
      const { reason, detail } = decision;
      return says((at) => ({ kind: 'rejected', commandId, reason, ...(detail === undefined ? {} : { detail }), at }));
    }
    if (conflict) return says(conflicts);
    if (decision.kind === 'unchanged') return says(unchanged);
    if (submission.remembered && state.memory.size + remembered >= limits.rememberedMax) {
      return { kind: 'refused', cause: 'too-many-keys' };
    }
    return write(submission, key, decision.events);
  }

  function write(submission: Submission<Command>, key: string, events: readonly Event[]): Decided<Event, Reason> {
    if (events.length > limits.commandEventsMax) return tooLarge;
    const draft = draftOver(scopeOf(key));
    const envelopes = events.map((event, index) => {
      const subject = rules.subjectOf(event);
      const version = rules.versionOf(draft, subject) + 1;
      rules.evolve(draft, event, { version, atMs });
      return { meta: metaOf(submission, { subject, version, index, count: events.length }), event };
    });
    const misfit = append(key, envelopes);
    if (misfit !== undefined) return misfit;
    const below = drafts.get(key);
    if (below === undefined) drafts.set(key, draft);
    else draft.applyTo(below);
    if (submission.remembered) {
      accepted.set(submission.commandId, envelopes);
      remembered += 1;
    }
    if (submission.cause !== undefined) causes.settle(submission.cause);
    const version = answeredVersion(rules, submission.command, envelopes, draft);
    const { commandId } = submission;
    return { kind: 'writes', chain, answer: (at) => ({ kind: 'accepted', commandId, version, events, at, atMs }) };
  }

  /** A caused command that changes nothing still writes a mark, so that its repeat is refused for ever. */
  function settleCause(submission: Submission<Command>, key: string, answer: Answer<Event, Reason>): Decided<Event, Reason> {
    const { cause } = submission;
    if (cause === undefined) return { kind: 'answers', answer, chain };
    const subject = { kind: 'cause', id: `${cause.manager}/${cause.topic}/${cause.partition}` };
    const meta = { ...metaOf(submission, { subject, version: 0, index: 0, count: 1 }), remembered: false };
    const misfit = append(key, [{ meta, event: { type: 'CauseSettled' } satisfies LogEvent }]);
    if (misfit !== undefined) return misfit;
    causes.settle(cause);
    return { kind: 'writes', answer, chain };
  }

  function metaOf(submission: Submission<Command>, own: Pick<Meta, 'subject' | 'version' | 'index' | 'count'>): Meta {
    const { commandId, payloadHash, cause, correlationId, tenantId, actor, traceParent, remembered } = submission;
    return { ...own, atMs, commandId, payloadHash, cause, correlationId, tenantId, actor, traceParent, remembered };
  }

  function append(key: string, envelopes: readonly Envelope<Event>[]): typeof full | typeof tooLarge | undefined {
    const values = envelopes.map((envelope) => codec.encode(envelope));
    const size = values.reduce((sum, value) => sum + value.byteLength + Buffer.byteLength(key) + recordOverheadBytes, 0);
    if (size > limits.commandBytesMax) return tooLarge;
    const isFull = written.length + values.length > limits.batchEventsMax || bytes + size > limits.batchBytesMax;
    if (written.length > 0 && isFull) return full;
    bytes += size;
    for (const [index, value] of values.entries()) {
      const envelope = envelopes[index];
      if (envelope === undefined) continue;
      written.push({ record: { key, value, stamp: { at: chain.offset, previous: chain.link } }, envelope });
      chain = { offset: chain.offset + 1, link: linkAfter(chain.link, key, value), lastCounting: chain.offset };
      firstLink ??= chain.link;
    }
    return undefined;
  }

  return {
    start,
    get records() {
      return written.map(({ record }) => record);
    },
    get firstLink() {
      return firstLink;
    },
    decide,
    confirm() {
      for (const [key, draft] of drafts) state.change(key, (scope) => draft.applyTo(scope));
      for (const { record, envelope } of written) state.note(record.stamp.at, envelope);
      state.chain = chain;
    },
  };
}
