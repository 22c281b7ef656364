import type { Machine } from '@ragtime/runtime';
import { Agent, request } from 'undici';
import { sign } from './signature.ts';

export interface SignedPostOptions {
  /** Of the installation, the same on all nodes: 32 bytes. */
  readonly secret: Uint8Array;
  readonly machine: Machine;
}

export interface SignedPost {
  readonly address: string;
  readonly path: string;
  readonly body: string;
  /** How long the whole answer is waited for. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface SignedPoster {
  /** @throws what undici throws; an AbortError when the time is over or the signal says so. */
  post(of: SignedPost): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

/** A node whose port does not open within this time is not there. */
const connectMsMax = 1_000;

/** Asks the ports that nodes keep for each other. Not by `fetch`, which sends a request again that is answered with 421. */
export function createSignedPoster({ secret, machine }: SignedPostOptions): SignedPoster {
  const agent = new Agent({ connect: { timeout: connectMsMax }, headersTimeout: 0, bodyTimeout: 0 });
  return {
    async post({ address, path, body, timeoutMs, signal }) {
      const late = new AbortController();
      const timer = machine.timers.after(timeoutMs, () => late.abort(new Error('no answer in time')));
      try {
        const { statusCode, body: answer } = await request(new URL(path, address), {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...sign(secret, { method: 'POST', path, body }, machine) },
          signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
          dispatcher: agent,
        });
        return { status: statusCode, text: await answer.text() };
      } finally {
        timer.cancel();
      }
    },
    close: async () => await agent.close(),
  };
}
