import type { ForwardAnswer, ForwardTransport } from '@ragtime/event-log';
import { z } from 'zod';
import { forwardPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { createSignedPoster, type SignedPostOptions } from './signed-post.ts';

export interface HttpTransportOptions extends SignedPostOptions {
  /** The time limit for an answer. */
  readonly timeoutMs: number;
}

const Outcome = z.looseObject({ kind: z.string(), commandId: z.string() });
const Coded = z.object({ code: z.string() });

/** Codes of errors that come before anything was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Forwards commands as signed requests to the internal port of other nodes. */
export function createHttpTransport<Command, Event, Reason extends string>(
  options: HttpTransportOptions,
): ForwardTransport<Command, Event, Reason> {
  const poster = createSignedPoster(options);
  return {
    async send(address, submission): Promise<ForwardAnswer<Event, Reason>> {
      try {
        const { status, text } = await poster.post({ address, path: forwardPath, body: pack(submission), timeoutMs: options.timeoutMs });
        if (status === 421) return { kind: 'not-owner' };
        if (status !== 200) return { kind: 'no-answer' };
        // The owner on the other node made this outcome. Only its kind is checked; its members have the decider's types.
        return { kind: 'answered', outcome: Outcome.parse(unpack(text)) as never };
      } catch (error) {
        return { kind: isNotConnected(error) ? 'unreachable' : 'no-answer' };
      }
    },
  };
}

const isNotConnected = (error: unknown): boolean => notConnected.has(Coded.safeParse(error).data?.code ?? '');
