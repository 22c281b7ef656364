import { signal } from '@preact/signals';
import { dataOf, RagtimeProblem } from '@ragtime/client/web';
import { type Api, createApi, type Schemas } from '../../shared/api/api.ts';
import { type ShownProblem, shownProblem } from '../../shared/api/problem.ts';
import { sleep } from '../../shared/machine.ts';
import { closeUnreachable } from '../../shared/notices.ts';
import { connectTabs } from './tabs.ts';

export interface Session {
  readonly api: Api;
  readonly me: Schemas['Me'];
  /** Aborted when it ends. */
  readonly signal: AbortSignal;
}

export type SessionState =
  | { readonly kind: 'closed'; readonly problem?: ShownProblem }
  /** Whether there is a key is found out, or the kept one is tried. Nothing is shown for that moment. */
  | { readonly kind: 'resuming' }
  /** `problem`: why it takes longer. */
  | { readonly kind: 'opening'; readonly problem?: ShownProblem }
  | ({ readonly kind: 'open' } & Session);

/** Of this tab alone. It outlives a reload, and is gone with the tab. */
const keptAs = 'ragtime.key';
/** How long a new tab waits for the key of another before it asks its user. One that comes later still opens it. */
const otherTabsMs = 250;
const retryMs = 1_000;

export const session = signal<SessionState>({ kind: 'resuming' });
/** Of the sign-in or session of now: whatever an earlier one still hears changes nothing. */
let current = new AbortController();

const tabs = connectTabs({
  key: () => (session.value.kind === 'open' ? session.value.api.key : undefined),
  onKey: (key) => {
    if (session.value.kind !== 'open') void open(key);
  },
  onSignedOut: () => close(),
});

/** At load: the key of this tab, else that of another one, else the sign-in page. */
export async function resume(): Promise<void> {
  const kept = sessionStorage.getItem(keptAs);
  if (kept !== null) return await open(kept);
  const { signal: isOver } = current;
  tabs.ask();
  await sleep(otherTabsMs, isOver);
  if (!isOver.aborted) session.value = { kind: 'closed' };
}

/** A key that a person typed in. It is kept, and given to the other tabs, once the server knows it. */
export async function signIn(key: string): Promise<void> {
  await open(key);
  if (session.value.kind === 'open' && session.value.api.key === key) tabs.give(key);
}

export function signOut(): void {
  tabs.signOut();
  close();
}

function close(problem?: ShownProblem): void {
  current.abort();
  current = new AbortController();
  sessionStorage.clear();
  session.value = problem === undefined ? { kind: 'closed' } : { kind: 'closed', problem };
}

async function open(key: string): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: ended } = current;
  const onRefused = (problem: RagtimeProblem) => {
    if (!ended.aborted) close(shownProblem(problem));
  };
  const api = createApi({ key, onRefused, onAnswered: closeUnreachable });
  if (session.value.kind !== 'resuming') session.value = { kind: 'opening' };
  while (!ended.aborted) {
    try {
      const me = await dataOf(api.api.GET('/v1/users/me', { signal: ended }));
      if (ended.aborted) return;
      sessionStorage.setItem(keptAs, key);
      session.value = { kind: 'open', api, me, signal: ended };
      return;
    } catch (error) {
      if (ended.aborted) return;
      // A key that the server refused was dealt with by `onRefused`; one that it could not look at is tried again.
      if (error instanceof RagtimeProblem && !error.isPassing) return close(shownProblem(error));
      session.value = { kind: 'opening', problem: shownProblem(error) };
    }
    await sleep(retryMs, ended);
  }
}
