import type { ForwardAnswer, ForwardTransport } from '@ragtime/event-log';
import type { Machine } from '@ragtime/runtime';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { forwardPath } from './forward-path.ts';
import { pack, unpack } from './packed.ts';
import { sign } from './signature.ts';

export interface HttpTransportOptions {
  /** Of the installation, the same on all nodes: 32 bytes. */
  readonly secret: Uint8Array;
  readonly machine: Machine;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
}

const Outcome = z.looseObject({ kind: z.string(), commandId: z.string() });
const Coded = z.object({ code: z.string() });
/** A node whose port does not open within this time is not there. */
const connectMsMax = 1_000;

/** Of errors that come before anything was sent. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/** Commands as signed requests to the port that nodes keep for each other. */
export function createHttpTransport<Command, Event, Reason extends string>(
  options: HttpTransportOptions,
): ForwardTransport<Command, Event, Reason> {
  const { secret, machine, timeoutMs } = options;
  const agent = new Agent({ connect: { timeout: connectMsMax } });
  return {
    async send(address, submission): Promise<ForwardAnswer<Event, Reason>> {
      const body = pack(submission);
      const call = { method: 'POST', path: forwardPath, body };
      const late = new AbortController();
      const timer = machine.timers.after(timeoutMs, () => late.abort(new Error('no answer in time')));
      try {
        // Not `fetch`, which sends a request again that is answered with 421.
        const { statusCode, body: answer } = await request(new URL(forwardPath, address), {
          method: call.method,
          body,
          headers: { 'content-type': 'application/json', ...sign(secret, call, machine) },
          signal: late.signal,
          dispatcher: agent,
        });
        const text = await answer.text();
        if (statusCode === 421) return { kind: 'not-owner' };
        if (statusCode !== 200) return { kind: 'no-answer' };
        // What a node of ours decided: its kind is looked at, its contents are those of the decider's types.
        return { kind: 'answered', outcome: Outcome.parse(unpack(text)) as never };
      } catch (error) {
        return { kind: isNotConnected(error) ? 'unreachable' : 'no-answer' };
      } finally {
        timer.cancel();
      }
    },
  };
}

const isNotConnected = (error: unknown): boolean => notConnected.has(Coded.safeParse(error).data?.code ?? '');
