import type { Outcome, Submission } from '../writer/outcome.ts';

/** The answer of a node to a forwarded command, or the result of a forwarding that got none. */
export type ForwardAnswer<Event, Reason extends string> =
  | { readonly kind: 'answered'; readonly outcome: Outcome<Event, Reason> }
  /** 421: that node does not own the partition either, and forwards nothing. */
  | { readonly kind: 'not-owner' }
  /** The node certainly did not get the command, because its port is closed. */
  | { readonly kind: 'unreachable' }
  /** The node may have got the command. */
  | { readonly kind: 'no-answer' };

/** Carries commands from node to node, authenticated: a submission carries the principal that the sending edge proved. Never rejects. */
export interface ForwardTransport<Command, Event, Reason extends string> {
  send(address: string, submission: Submission<Command>): Promise<ForwardAnswer<Event, Reason>>;
}
