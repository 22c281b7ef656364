import { RagtimeProblem, RagtimeUnreachable } from '@ragtime/client/web';
import { texts } from '../texts/texts.ts';

/** A problem as a person sees it. */
export interface ShownProblem {
  readonly text: string;
  /** The code of the problem; a page of the docs explains it. */
  readonly code?: { readonly name: string; readonly page: string };
  /** No answer came. The notice goes when the next answer comes. */
  readonly isUnreachable: boolean;
}

/** The console itself refuses an action, with this sentence. */
export class Refusal extends Error {}

/** @throws the error itself when it is a fault of this page and not of a server. */
export function shownProblem(error: unknown): ShownProblem {
  if (error instanceof RagtimeUnreachable)
    return { text: navigator.onLine ? texts.problems.unreachable : texts.problems.offline, isUnreachable: true };
  // The browser refuses a download, or cannot read a file.
  if (error instanceof DOMException || error instanceof Refusal) return { text: error.message, isUnreachable: false };
  if (!(error instanceof RagtimeProblem)) throw error;
  const { title, detail, type } = error.body;
  if (!type.startsWith('/docs/')) return { text: texts.problems.notOurs(error.status), isUnreachable: false };
  return { text: texts.problems.text(title, detail), code: { name: error.code, page: type }, isUnreachable: false };
}

/** Whether the same request may succeed later. */
export const isPassing = (error: unknown): boolean =>
  error instanceof RagtimeUnreachable || (error instanceof RagtimeProblem && error.isPassing);

export const pageOfError = (code: string): string => `/docs/errors/${code}`;
