/** The result of one check. */
export interface Check {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  /** What was found, or what is wrong. */
  readonly detail: string;
  /** How to mend it; only when something is wrong. */
  readonly mend?: string;
}

export const ok = (what: string, detail: string): Check => ({ what, state: 'ok', detail });
export const warning = (what: string, detail: string, mend: string): Check => ({ what, state: 'warning', detail, mend });
export const wrong = (what: string, detail: string, mend: string): Check => ({ what, state: 'wrong', detail, mend });
