import type { ApiKeyId, UserId, WorkerId } from '../ids.ts';

/** How an account proved who it is. */
export type Via =
  | { readonly kind: 'api-key'; readonly apiKeyId: ApiKeyId }
  | { readonly kind: 'session'; readonly sessionId: string }
  /** An application that acts for the account. */
  | { readonly kind: 'oauth'; readonly clientId: string }
  /** A worker that calls over HTTP. */
  | { readonly kind: 'worker'; readonly workerId: WorkerId };

/** Who caused a command, as every record names it. */
export type Actor =
  | { readonly kind: 'account'; readonly account: UserId; readonly via?: Via }
  | { readonly kind: 'worker'; readonly workerId: WorkerId }
  | { readonly kind: 'orchestrator' }
  /** The program itself, for example when it makes the first account or resets keys. */
  | { readonly kind: 'system' };

/** An actor as records hold it: words of the form `kind:id`. The last word names the account where there is one. */
export function actorText(actor: Actor): string {
  switch (actor.kind) {
    case 'account':
      return actor.via === undefined ? `user:${actor.account}` : `${viaText(actor.via)} user:${actor.account}`;
    case 'worker':
      return `worker:${actor.workerId}`;
    case 'orchestrator':
    case 'system':
      return actor.kind;
  }
}

function viaText(via: Via): string {
  switch (via.kind) {
    case 'api-key':
      return `api-key:${via.apiKeyId}`;
    case 'session':
      return `session:${via.sessionId}`;
    case 'oauth':
      return `oauth:${via.clientId}`;
    case 'worker':
      return `worker:${via.workerId}`;
  }
}

/** @returns undefined for a text that a later release wrote. */
export function readActor(text: string): Actor | undefined {
  if (text === 'orchestrator' || text === 'system') return { kind: text };
  const [first, second, ...more] = text.split(' ').map(wordOf);
  if (first === undefined || more.length > 0) return undefined;
  if (second === undefined) {
    if (first.kind === 'worker') return { kind: 'worker', workerId: first.id as WorkerId };
    return first.kind === 'user' ? { kind: 'account', account: first.id as UserId } : undefined;
  }
  const via = viaOf(first);
  return via === undefined || second.kind !== 'user' ? undefined : { kind: 'account', account: second.id as UserId, via };
}

/** The words of an actor's text by which people search records. Both are the same if the text is one word. */
export function wordsOfActor(text: string): { readonly credential: string; readonly account: string } {
  const words = text.split(' ');
  return { credential: words.at(0) ?? '', account: words.at(-1) ?? '' };
}

function wordOf(word: string): { readonly kind: string; readonly id: string } {
  const colon = word.indexOf(':');
  return colon < 1 ? { kind: word, id: '' } : { kind: word.slice(0, colon), id: word.slice(colon + 1) };
}

function viaOf({ kind, id }: { readonly kind: string; readonly id: string }): Via | undefined {
  if (id === '') return undefined;
  switch (kind) {
    case 'api-key':
      return { kind, apiKeyId: id as ApiKeyId };
    case 'session':
      return { kind, sessionId: id };
    case 'oauth':
      return { kind, clientId: id };
    case 'worker':
      return { kind, workerId: id as WorkerId };
    default:
      return undefined;
  }
}
