import type { Outcome, Submission } from '../writer/outcome.ts';

/** What a node says to a command that another one forwarded, or what became of the forwarding. */
export type ForwardAnswer<Event, Reason extends string> =
  | { readonly kind: 'answered'; readonly outcome: Outcome<Event, Reason> }
  /** 421: it does not own that partition either, and forwards nothing. */
  | { readonly kind: 'not-owner' }
  /** It certainly did not get it: its port is closed. */
  | { readonly kind: 'unreachable' }
  /** It may have got it. */
  | { readonly kind: 'no-answer' };

/** From node to node, authenticated: what arrives carries the principal that the sending edge proved. Never rejects. */
export interface ForwardTransport<Command, Event, Reason extends string> {
  send(address: string, submission: Submission<Command>): Promise<ForwardAnswer<Event, Reason>>;
}
