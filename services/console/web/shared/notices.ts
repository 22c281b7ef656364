import { signal } from '@preact/signals';
import { type ShownProblem, shownProblem } from './api/problem.ts';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly problem?: ShownProblem;
}

const noticesMax = 4;
let lastId = 0;

/** What is shown in the corner, oldest first. */
export const notices = signal<readonly Notice[]>([]);

/**
 * Shows a sentence until it is closed or too many come after it.
 *
 * @returns a function that shows another sentence in its place.
 */
export function notify(text: string): (next: string) => void {
  const { id } = add({ text });
  return (next) => {
    notices.value = notices.value.map((notice) => (notice.id === id ? { ...notice, text: next } : notice));
  };
}

/** Shows what went wrong. The same problem is shown once. */
export function notifyProblem(error: unknown): void {
  const problem = shownProblem(error);
  if (!notices.value.some((notice) => notice.text === problem.text)) add({ text: problem.text, problem });
}

export function closeNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** An answer came: that there was none is over. */
export function closeUnreachable(): void {
  const rest = notices.value.filter(({ problem }) => problem?.isUnreachable !== true);
  if (rest.length < notices.value.length) notices.value = rest;
}

/** Does what a person asked for, and shows why when it fails. */
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
