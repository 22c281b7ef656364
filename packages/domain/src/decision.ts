/**
 * The answer of a decider. Accepted events are never empty: a command that changes nothing is `unchanged`. So no command is accepted without a
 * trace in the log.
 */
export type Decision<Event, Reason> =
  | { readonly kind: 'accepted'; readonly events: readonly [Event, ...Event[]] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected'; readonly reason: Reason; readonly detail?: RejectionDetail };

/** What the caller needs in order to go on, such as the id of the document that holds the name. */
export type RejectionDetail = Readonly<Record<string, string | number>>;

export const accept = <First, Rest = First>(first: First, ...rest: Rest[]): Decision<First | Rest, never> => ({
  kind: 'accepted',
  events: [first, ...rest],
});

export const reject = <const Reason>(reason: Reason, detail?: RejectionDetail): Decision<never, Reason> =>
  detail === undefined ? { kind: 'rejected', reason } : { kind: 'rejected', reason, detail };

export const unchanged: Decision<never, never> = { kind: 'unchanged' };

/** For a command about many things. It is `unchanged` when none of them makes an event. */
export function acceptAll<Event>(events: readonly Event[]): Decision<Event, never> {
  const [first, ...rest] = events;
  return first === undefined ? unchanged : { kind: 'accepted', events: [first, ...rest] };
}
