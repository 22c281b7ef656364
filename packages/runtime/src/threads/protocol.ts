/** The functions of a thread, by name. Each has one argument. */
export type ThreadCalls = object;

export type ArgumentOf<Call> = Call extends (argument: infer Argument) => unknown ? Argument : never;
export type AnswerOf<Call> = Call extends (argument: never) => infer Answer ? Awaited<Answer> : never;

/** An error as it crosses the boundary: a structured clone loses its class and its own members. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export type ThreadMessage =
  | { readonly kind: 'ready'; readonly value: unknown }
  | { readonly kind: 'not-ready'; readonly error: CarriedError }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: CarriedError };
