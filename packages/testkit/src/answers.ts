/** An answer of an API, as tests read it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed if it is JSON. */
  readonly body: unknown;
}

/** A member of an answer by its path, such as `items.0.documentId`. Undefined when there is none. */
export const at = (answer: { readonly body: unknown }, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, member) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined),
      answer.body,
    );

/** The same for a member that must be a text. */
export function textAt(answer: { readonly status?: number; readonly body: unknown }, path: string): string {
  const value = at(answer, path);
  if (typeof value === 'string') return value;
  throw new Error(`no text at ${path} of ${answer.status}: ${JSON.stringify(answer.body)}`);
}

export const itemsOf = (answer: { readonly body: unknown }): readonly Readonly<Record<string, unknown>>[] =>
  at(answer, 'items') as readonly Readonly<Record<string, unknown>>[];
