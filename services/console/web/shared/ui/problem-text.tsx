import type { ShownProblem } from '../api/problem.ts';
import { DocsLink } from './docs-link.tsx';

/** A problem in a sentence, with the page that says what to do. */
export const ProblemText = ({ problem: { text, code } }: { readonly problem: ShownProblem }) => (
  <span>
    {text}
    {code !== undefined && ' '}
    {code !== undefined && <DocsLink href={code.page}>{code.name}</DocsLink>}
  </span>
);
