import { RagtimeProblem, RagtimeUnreachable } from '@ragtime/client/web';
import { texts } from '../texts/texts.ts';

/** What went wrong, as a person is shown it. */
export interface ShownProblem {
  readonly text: string;
  /** With the page that explains it. */
  readonly code?: { readonly name: string; readonly page: string };
  /** No answer came: it is over when the next one does. */
  readonly isUnreachable: boolean;
}

/** A sentence of the console's own about something that was asked for and cannot be. */
export class Refusal extends Error {}

/** @throws the error itself when it is no answer of a server but a fault of this page. */
export function shownProblem(error: unknown): ShownProblem {
  if (error instanceof RagtimeUnreachable)
    return { text: navigator.onLine ? texts.problems.unreachable : texts.problems.offline, isUnreachable: true };
  // A download that the browser refuses, a file that it cannot read.
  if (error instanceof DOMException || error instanceof Refusal) return { text: error.message, isUnreachable: false };
  if (!(error instanceof RagtimeProblem)) throw error;
  const { title, detail, type } = error.body;
  if (!type.startsWith('/docs/')) return { text: texts.problems.notOurs(error.status), isUnreachable: false };
  return { text: texts.problems.text(title, detail), code: { name: error.code, page: type }, isUnreachable: false };
}

/** Whether the same may pass later by itself. */
export const isPassing = (error: unknown): boolean =>
  error instanceof RagtimeUnreachable || (error instanceof RagtimeProblem && error.isPassing);

export const pageOfError = (code: string): string => `/docs/errors/${code}`;
