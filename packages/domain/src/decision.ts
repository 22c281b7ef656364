/**
 * What a decider answers. Events are never empty: a command that changes nothing is `unchanged`,
 * so a reader of the log never meets a command without a trace, nor a caller an acceptance without events.
 */
export type Decision<Event, Reason> =
  | { readonly kind: 'accepted'; readonly events: readonly [Event, ...Event[]] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected'; readonly reason: Reason; readonly detail?: RejectionDetail };

/** What the caller needs to go on, such as the id of the document that holds the name. */
export type RejectionDetail = Readonly<Record<string, string | number>>;

export const accept = <First, Rest = First>(first: First, ...rest: Rest[]): Decision<First | Rest, never> => ({
  kind: 'accepted',
  events: [first, ...rest],
});

export const reject = <const Reason>(reason: Reason, detail?: RejectionDetail): Decision<never, Reason> =>
  detail === undefined ? { kind: 'rejected', reason } : { kind: 'rejected', reason, detail };

export const unchanged: Decision<never, never> = { kind: 'unchanged' };

/** For a command about many things: nothing to do for any of them is nothing to do. */
export function acceptAll<Event>(events: readonly Event[]): Decision<Event, never> {
  const [first, ...rest] = events;
  return first === undefined ? unchanged : { kind: 'accepted', events: [first, ...rest] };
}
