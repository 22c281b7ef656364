import { isDeepStrictEqual } from 'node:util';
import type { Rules, Scope } from '@ragtime/domain';
import { type Chain, emptyChain, follow, judge } from '../chain/chain.ts';
import { type Codec, type Envelope, isLogEvent } from '../port/envelope.ts';
import type { Offset, StoredRecord } from '../port/log.ts';
import { type ScopeData, scopeOver } from '../writer/draft.ts';
import type { Outcome, Submission } from '../writer/outcome.ts';

/** One call of a client, with the ends of the log between which its answer must have been true. */
export interface Call<Command, Event, Reason extends string> {
  readonly submission: Submission<Command>;
  readonly endBefore: Offset;
  readonly endAfter: Offset;
  readonly outcome: Outcome<Event, Reason>;
}

export interface Counted<Event> {
  readonly offset: Offset;
  readonly key: string;
  readonly envelope: Envelope<Event>;
}

export interface History<Command, Event, Entities, Reason extends string> {
  readonly rules: Rules<Command, Event, Entities, Reason>;
  readonly codec: Codec<Event>;
  /** All records of one partition. */
  readonly contents: readonly StoredRecord[];
  readonly calls: readonly Call<Command, Event, Reason>[];
  /** Calls that began before the log lost its tail. The check requires only that their commands do not count twice. */
  readonly lost?: readonly Call<Command, Event, Reason>[];
}

/** Folds a log by the rule alone, without any code of the owner. */
export function foldHistory<Event>(
  contents: readonly StoredRecord[],
  codec: Codec<Event>,
): { readonly chain: Chain; readonly counted: readonly Counted<Event>[] } {
  let chain = emptyChain;
  const counted: Counted<Event>[] = [];
  for (const stored of contents) {
    const verdict = judge(chain.link, stored);
    if (verdict.kind !== 'counts') continue;
    chain = follow(verdict.record);
    const decoded = codec.decode(verdict.record.value);
    if (!decoded.ok) throw new Error(`record ${stored.offset} cannot be read`);
    counted.push({ offset: stored.offset, key: verdict.record.key, envelope: decoded.envelope });
  }
  return { chain, counted };
}

/** Lists every contradiction between the log and the answers that clients got; empty when there is none. */
export function checkHistory<Command, Event, Entities, Reason extends string>(
  history: History<Command, Event, Entities, Reason>,
): readonly string[] {
  const { counted } = foldHistory(history.contents, history.codec);
  const byCommand = Map.groupBy(
    counted.filter(({ envelope }) => !isLogEvent(envelope.event)),
    ({ envelope }) => envelope.meta.commandId,
  );
  return [
    ...checkCommands(counted),
    ...checkVersions(counted),
    ...history.calls.flatMap((call) => checkWritten(call, byCommand)),
    ...checkRefused(history, counted),
    ...checkUnwritten(counted, history),
  ];
}

/** Checks that a command's events lie together, once, in order. */
function checkCommands<Event>(counted: readonly Counted<Event>[]): readonly string[] {
  const faults: string[] = [];
  const ended = new Set<string>();
  for (let at = 0; at < counted.length; ) {
    const first = counted[at];
    if (first === undefined) break;
    const { commandId, count } = first.envelope.meta;
    const own = counted.slice(at, at + count);
    if (own.some(({ envelope }, index) => envelope.meta.commandId !== commandId || envelope.meta.index !== index)) {
      faults.push(`${commandId} is incomplete, from offset ${first.offset}`);
    }
    if (ended.has(commandId)) faults.push(`${commandId} counts twice, again at ${first.offset}`);
    ended.add(commandId);
    at += count;
  }
  return faults;
}

function checkVersions<Event>(counted: readonly Counted<Event>[]): readonly string[] {
  const versions = new Map<string, number>();
  const faults: string[] = [];
  for (const { key, offset, envelope } of counted) {
    if (isLogEvent(envelope.event)) continue;
    const { subject, version } = envelope.meta;
    const name = `${key} ${subject.kind} ${subject.id}`;
    // A subject that was removed begins anew with the next one of its name.
    const expected = (versions.get(name) ?? 0) + 1;
    if (version !== expected && version !== 1) faults.push(`${name} goes from ${expected - 1} to ${version} at ${offset}`);
    versions.set(name, version);
  }
  return faults;
}

/** Checks that acknowledged events are in the log as they were answered, and that a manager's final refusal wrote nothing. */
function checkWritten<Command, Event, Reason extends string>(
  { outcome, submission }: Call<Command, Event, Reason>,
  byCommand: ReadonlyMap<string, readonly Counted<Event>[]>,
): readonly string[] {
  const { commandId, cause } = submission;
  const own = byCommand.get(commandId) ?? [];
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate': {
      const isSame = own.length === outcome.events.length && own.every(({ envelope }, at) => isEqual(envelope.event, outcome.events[at]));
      const isRaised = own.some(({ envelope }) => envelope.meta.version === outcome.version);
      return isSame && (isRaised || own.length > 0)
        ? []
        : [`${commandId} was acknowledged with other events than the log has: ${outcome.kind}`];
    }
    case 'rejected':
    case 'conflict':
      return cause !== undefined && own.length > 0 ? [`${commandId} was answered ${outcome.kind}, but its events count`] : [];
    case 'key-reused':
      return [`${commandId} was answered as reused, but came with one request only`];
    default:
      return [];
  }
}

const isEqual = (one: unknown, other: unknown): boolean => one === other || isDeepStrictEqual(one, other);

/** Checks that each refusal was true at some moment of its call. It goes through the log once, with the calls that are open at each moment. */
function checkRefused<Command, Event, Entities, Reason extends string>(
  { rules, calls }: History<Command, Event, Entities, Reason>,
  counted: readonly Counted<Event>[],
): readonly string[] {
  const refusals = calls.filter(
    ({ outcome: { kind }, submission }) =>
      submission.cause === undefined && (kind === 'rejected' || kind === 'conflict' || kind === 'unchanged'),
  );
  const open = new Set(refusals);
  const scopes = new Map<string, ScopeData>();
  const nothing: Scope<Entities> = scopeOver(new Map());
  const ids = new Set<string>();
  let atMs = 0;

  const isTrueNow = ({ outcome, submission }: Call<Command, Event, Reason>): boolean => {
    if (submission.remembered && ids.has(submission.commandId)) return false; // the answer had to be `duplicate`
    const { command, ifVersion, tenantId } = submission;
    const data = scopes.get(rules.scopeOf(command));
    const scope = data === undefined ? nothing : scopeOver<Entities>(data);
    const version = rules.versionOf(scope, rules.targetOf(command));
    if (outcome.kind === 'conflict') return outcome.currentVersion === version && ifVersion !== version;
    const decision = rules.decide(command, scope, { atMs, tenantId });
    if (outcome.kind === 'unchanged') return decision.kind === 'unchanged' && outcome.version === version;
    return (
      outcome.kind === 'rejected' &&
      decision.kind === 'rejected' &&
      decision.reason === outcome.reason &&
      isEqual(decision.detail, outcome.detail)
    );
  };
  const look = (from: Offset, until: Offset): void => {
    for (const call of open) if (until > call.endBefore && from <= call.endAfter && isTrueNow(call)) open.delete(call);
  };

  look(0, counted[0] === undefined ? Number.POSITIVE_INFINITY : counted[0].offset + 1);
  for (const [at, { offset, key, envelope }] of counted.entries()) {
    const { event, meta } = envelope;
    if (!isLogEvent(event)) {
      const data: ScopeData = scopes.get(key) ?? new Map();
      scopes.set(key, data);
      rules.evolve(scopeOver<Entities>(data), event, { version: meta.version, atMs: meta.atMs });
      if (meta.remembered) ids.add(meta.commandId);
    }
    atMs = Math.max(atMs, meta.atMs);
    const next = counted[at + 1];
    look(offset + 1, next === undefined ? Number.POSITIVE_INFINITY : next.offset + 1);
  }
  return [...open].map(
    ({ submission, endBefore, endAfter, outcome }) =>
      `${submission.commandId} was answered ${outcome.kind} between ${endBefore} and ${endAfter}, which was true at no moment`,
  );
}

/** Checks that a client whose every answer was "nothing written" finds nothing written. */
function checkUnwritten<Command, Event, Entities, Reason extends string>(
  counted: readonly Counted<Event>[],
  { calls, lost = [] }: History<Command, Event, Entities, Reason>,
): readonly string[] {
  const mayBe: readonly Outcome<Event, Reason>['kind'][] = ['accepted', 'duplicate', 'unknown'];
  // When the answer of the try that settled a cause is lost, the next try is answered `unchanged`.
  const isSettled = ({ outcome, submission }: Call<Command, Event, Reason>) =>
    outcome.kind === 'unchanged' && submission.cause !== undefined;
  const written = [...lost, ...calls.filter((call) => mayBe.includes(call.outcome.kind) || isSettled(call))];
  const mayHaveWritten = new Set(written.map(({ submission }) => submission.commandId));
  const known = new Set(calls.map(({ submission }) => submission.commandId));
  return counted.flatMap(({ envelope: { meta, event }, offset }) =>
    isLogEvent(event) || !known.has(meta.commandId) || mayHaveWritten.has(meta.commandId)
      ? []
      : [`${meta.commandId} lies at ${offset}, but no answer allowed that`],
  );
}
