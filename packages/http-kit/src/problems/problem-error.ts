import { type ProblemCode, problemOf, problemTypeUrl } from '@ragtime/contracts';
import { z } from 'zod';

/** Only code at the HTTP edge throws it. The table of errors holds the title, the status and the docs page of its `code`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, members: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.members = members;
  }
}

/** The body of RFC 9457. The object is loose, since a problem may have further members such as `currentVersion`. */
export const Problem = z
  .looseObject({
    type: z.string().describe('The page that explains the code.'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, kebab-case.'),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly instance: string;
  readonly [member: string]: unknown;
}

export function problemBody(code: ProblemCode, instance: string, members: Readonly<Record<string, unknown>> = {}): ProblemBody {
  const { title, status } = problemOf(code);
  return { type: problemTypeUrl(code), title, status, code, instance, ...members };
}
