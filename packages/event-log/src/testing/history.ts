import type { Scope } from '@ragtime/domain';
import { type Chain, emptyChain, follow, judge } from '../chain/chain.ts';
import type { Codec, Envelope } from '../port/envelope.ts';
import type { Offset, StoredRecord } from '../port/log.ts';
import { draftOver, type ScopeData, scopeOver } from '../writer/draft.ts';
import type { Outcome, Submission } from '../writer/outcome.ts';
import { isLogEvent } from '../writer/state.ts';
import { type LedgerCommand, type LedgerEntities, type LedgerEvent, type LedgerRejection, ledgerRules } from './ledger.ts';

/** One call of a client, with the log's ends between which its answer must have been true. */
export interface Call {
  readonly submission: Submission<LedgerCommand>;
  readonly endBefore: Offset;
  readonly endAfter: Offset;
  readonly outcome: Outcome<LedgerEvent, LedgerRejection>;
}

interface Counted {
  readonly offset: Offset;
  readonly key: string;
  readonly envelope: Envelope<LedgerEvent>;
}

/** Folds a log by the rule alone, without anything that an owner is made of. */
export function foldHistory(
  contents: readonly StoredRecord[],
  codec: Codec<LedgerEvent>,
): { readonly chain: Chain; readonly counted: readonly Counted[] } {
  let chain = emptyChain;
  const counted: Counted[] = [];
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

/**
 * Every way in which the log and what clients were told do not fit together; empty when they do. `lost`: calls that began before
 * the log lost its tail, of which nothing may be asked but that their commands do not count twice.
 */
export function checkHistory(
  contents: readonly StoredRecord[],
  codec: Codec<LedgerEvent>,
  calls: readonly Call[],
  lost: readonly Call[] = [],
): readonly string[] {
  const { counted } = foldHistory(contents, codec);
  const moments = momentsOf(counted);
  return [
    ...checkCommands(counted),
    ...checkVersions(counted),
    ...calls.flatMap((call) => checkCall(call, counted, moments)),
    ...checkUnwritten(counted, calls, lost),
  ];
}

/** A command's events lie together, once, in order. */
function checkCommands(counted: readonly Counted[]): readonly string[] {
  const faults: string[] = [];
  const ended = new Set<string>();
  for (let at = 0; at < counted.length; ) {
    const first = counted[at];
    if (first === undefined) break;
    const { commandId, count } = first.envelope.meta;
    const own = counted.slice(at, at + count);
    if (own.some(({ envelope }, index) => envelope.meta.commandId !== commandId || envelope.meta.index !== index)) {
      faults.push(`${commandId} is half there, from offset ${first.offset}`);
    }
    if (ended.has(commandId)) faults.push(`${commandId} counts twice, again at ${first.offset}`);
    ended.add(commandId);
    at += count;
  }
  return faults;
}

function checkVersions(counted: readonly Counted[]): readonly string[] {
  const versions = new Map<string, number>();
  const faults: string[] = [];
  for (const { key, offset, envelope } of counted) {
    if (isLogEvent(envelope.event)) continue;
    const { subject, version } = envelope.meta;
    const name = `${key} ${subject.kind} ${subject.id}`;
    if (version !== (versions.get(name) ?? 0) + 1) faults.push(`${name} goes from ${versions.get(name)} to ${version} at ${offset}`);
    versions.set(name, version);
  }
  return faults;
}

/** What a decision may rest on, after so many records that count. */
interface Moment {
  /** All that counts below this offset is in it. */
  readonly end: Offset;
  scope(key: string): Scope<LedgerEntities>;
  has(commandId: string): boolean;
}

function momentsOf(counted: readonly Counted[]): readonly Moment[] {
  const scopes = new Map<string, Scope<LedgerEntities>>();
  const ids = new Set<string>();
  const nothing: Scope<LedgerEntities> = scopeOver(new Map());
  const momentNow = (end: Offset): Moment => {
    const [then, known] = [new Map(scopes), new Set(ids)];
    return { end, scope: (key) => then.get(key) ?? nothing, has: (commandId) => known.has(commandId) };
  };
  const moments = [momentNow(0)];
  for (const { offset, key, envelope } of counted) {
    const { event, meta } = envelope;
    if (!isLogEvent(event)) {
      const data: ScopeData = new Map();
      const next = scopeOver<LedgerEntities>(data);
      const draft = draftOver(scopes.get(key) ?? nothing);
      ledgerRules.evolve(draft, event, { version: meta.version, atMs: meta.atMs });
      for (const kind of ['account', 'ledger'] as const) for (const [id, entity] of draft.list(kind)) next.put(kind, id, entity);
      scopes.set(key, next);
      if (meta.remembered) ids.add(meta.commandId);
    }
    moments.push(momentNow(offset + 1));
  }
  return moments;
}

function checkCall(call: Call, counted: readonly Counted[], moments: readonly Moment[]): readonly string[] {
  const { outcome, submission } = call;
  switch (outcome.kind) {
    case 'accepted':
    case 'duplicate': {
      const own = counted.filter(({ envelope }) => envelope.meta.commandId === submission.commandId && !isLogEvent(envelope.event));
      const events = own.map(({ envelope }) => envelope.event);
      const fits = JSON.stringify(events) === JSON.stringify(outcome.events);
      const isRaised = own.some(({ envelope }) => envelope.meta.version === outcome.version);
      return fits && isRaised
        ? []
        : [`${submission.commandId} was acknowledged with ${JSON.stringify(outcome)}, and the log has ${JSON.stringify(events)}`];
    }
    case 'rejected':
    case 'conflict':
    case 'unchanged':
      if (submission.cause !== undefined) return checkRefusedCause(call, counted);
      return wasTrueOnce(call, moments)
        ? []
        : [
            `${submission.commandId} was answered ${JSON.stringify(outcome)} between ${call.endBefore} and ${call.endAfter}, which was true at no moment`,
          ];
    case 'key-reused':
      return [`${submission.commandId} came with one request alone`];
    case 'unavailable':
    case 'unknown':
      return [];
  }
}

/** What a manager was told is final: a restored one that sends it again must not be obeyed then. */
function checkRefusedCause({ outcome, submission: { commandId } }: Call, counted: readonly Counted[]): readonly string[] {
  const isThere = counted.some(({ envelope: { meta, event } }) => meta.commandId === commandId && !isLogEvent(event));
  return isThere && outcome.kind !== 'unchanged' ? [`${commandId} was answered ${outcome.kind}, and counts`] : [];
}

function wasTrueOnce({ outcome, submission, endBefore, endAfter }: Call, moments: readonly Moment[]): boolean {
  return moments.some((moment, index) => {
    const until = moments[index + 1]?.end ?? Number.POSITIVE_INFINITY;
    if (until <= endBefore || moment.end > endAfter) return false;
    if (moment.has(submission.commandId)) return false; // it had to be a duplicate
    const { command, ifVersion } = submission;
    const scope = moment.scope(ledgerRules.scopeOf(command));
    const version = ledgerRules.versionOf(scope, ledgerRules.targetOf(command));
    if (outcome.kind === 'conflict') return outcome.currentVersion === version && ifVersion !== version;
    const decision = ledgerRules.decide(command, scope, { atMs: 0 });
    if (outcome.kind === 'unchanged') return decision.kind === 'unchanged' && outcome.version === version;
    return (
      decision.kind === 'rejected' && JSON.stringify(decision.detail) === JSON.stringify('detail' in outcome ? outcome.detail : undefined)
    );
  });
}

/** Who was always told that nothing was written, must find nothing written. */
function checkUnwritten(counted: readonly Counted[], calls: readonly Call[], lost: readonly Call[]): readonly string[] {
  const mayBe: readonly Call['outcome']['kind'][] = ['accepted', 'duplicate', 'unknown'];
  const written = [...lost, ...calls.filter(({ outcome }) => mayBe.includes(outcome.kind))];
  const mayBeThere = new Set(written.map(({ submission }) => submission.commandId));
  const told = new Set(calls.map(({ submission }) => submission.commandId));
  return counted.flatMap(({ envelope: { meta, event }, offset }) =>
    isLogEvent(event) || !told.has(meta.commandId) || mayBeThere.has(meta.commandId)
      ? []
      : [`${meta.commandId} lies at ${offset}, and nobody was told that it may`],
  );
}
