import type { Machine } from '@ragtime/runtime';
import { Agent, request } from 'undici';
import { sign } from './signature.ts';

/** Certificates (PEM) by which the nodes of an installation know each other: each shows its own and accepts those that the authority signed. */
export interface NodeTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface SignedPostOptions {
  /** The secret of the installation: 32 bytes, the same on all nodes. */
  readonly secret: Uint8Array;
  readonly machine: Machine;
  /** Default: calls go over plain lines, signed and readable. */
  readonly tls?: NodeTls | undefined;
}

export interface SignedPost {
  readonly address: string;
  readonly path: string;
  readonly body: string;
  /** The time limit for the whole answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface SignedPoster {
  /** @throws the errors of undici; an AbortError when the time is over or the signal is aborted. */
  post(of: SignedPost): Promise<{ readonly status: number; readonly text: string }>;
  close(): Promise<void>;
}

/** The time limit for opening a connection. A node that takes longer counts as away. */
const connectMsMax = 1_000;

/** Posts to the internal port of other nodes. It does not use `fetch`, which repeats a request that is answered with 421. */
export function createSignedPoster({ secret, machine, tls }: SignedPostOptions): SignedPoster {
  const agent = new Agent({ connect: { timeout: connectMsMax, ...tls }, headersTimeout: 0, bodyTimeout: 0 });
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
