import { signal } from '@preact/signals';
import { type ShownProblem, shownProblem } from './api/problem.ts';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly problem?: ShownProblem;
}

const noticesMax = 4;
let lastId = 0;

/** The notices in the corner, oldest first. */
export const notices = signal<readonly Notice[]>([]);

/**
 * Shows a sentence until a person closes it or too many later ones come.
 *
 * @returns a function that shows another sentence in its place.
 */
export function notify(text: string): (next: string) => void {
  const { id } = add({ text });
  return (next) => {
    notices.value = notices.value.map((notice) => (notice.id === id ? { ...notice, text: next } : notice));
  };
}

/** Shows a problem. The same problem is shown once. */
export function notifyProblem(error: unknown): void {
  const problem = shownProblem(error);
  if (!notices.value.some((notice) => notice.text === problem.text)) add({ text: problem.text, problem });
}

export function closeNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Removes the notice that the server does not answer, since an answer came. */
export function closeUnreachable(): void {
  const rest = notices.value.filter(({ problem }) => problem?.isUnreachable !== true);
  if (rest.length < notices.value.length) notices.value = rest;
}

/** Carries out an action of a person, and shows the problem when it fails. */
export async function attempt(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    notifyProblem(error);
  }
}

function add(notice: Omit<Notice, 'id'>): Notice {
  lastId += 1;
  const added = { id: lastId, ...notice };
  notices.value = [...notices.value, added].slice(-noticesMax);
  return added;
}
