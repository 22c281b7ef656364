/** What a look at one thing gave. */
export interface Check {
  readonly what: string;
  readonly state: 'ok' | 'warning' | 'wrong';
  /** What is there, or what is wrong with it. */
  readonly detail: string;
  /** What to do; only where something is not as it should be. */
  readonly mend?: string;
}

export const ok = (what: string, detail: string): Check => ({ what, state: 'ok', detail });
export const warning = (what: string, detail: string, mend: string): Check => ({ what, state: 'warning', detail, mend });
export const wrong = (what: string, detail: string, mend: string): Check => ({ what, state: 'wrong', detail, mend });
