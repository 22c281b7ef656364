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
  /** The console looks for a key, or tries the kept one. It shows nothing meanwhile. */
  | { readonly kind: 'resuming' }
  /** `problem` says why it takes longer. */
  | { readonly kind: 'opening'; readonly problem?: ShownProblem }
  | ({ readonly kind: 'open' } & Session);

/** Each tab has its own storage. It survives a reload and ends with the tab. */
const keptAs = 'ragtime.key';
/** A new tab waits so long for the key of another tab before it asks its user. A key that comes later still opens it. */
const otherTabsMs = 250;
const retryMs = 1_000;

export const session = signal<SessionState>({ kind: 'resuming' });
/** The number of the present sign-in or session. A late answer to an earlier one changes nothing. */
let current = new AbortController();

const tabs = connectTabs({
  key: () => (session.value.kind === 'open' ? session.value.api.key : undefined),
  onKey: (key) => {
    if (session.value.kind !== 'open') void open(key);
  },
  onSignedOut: () => close(),
});

/** Runs at load. It takes the key of this tab, or else that of another tab, or else shows the sign-in page. */
export async function resume(): Promise<void> {
  const kept = sessionStorage.getItem(keptAs);
  if (kept !== null) return await open(kept);
  const { signal: isOver } = current;
  tabs.ask();
  await sleep(otherTabsMs, isOver);
  if (!isOver.aborted) session.value = { kind: 'closed' };
}

/** Signs in with a key that a person typed. When the server accepts the key, it is kept and sent to the other tabs. */
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
      // `onRefused` handles a key that the server refused. A key that the server could not check is tried again.
      if (error instanceof RagtimeProblem && !error.isPassing) return close(shownProblem(error));
      session.value = { kind: 'opening', problem: shownProblem(error) };
    }
    await sleep(retryMs, ended);
  }
}
