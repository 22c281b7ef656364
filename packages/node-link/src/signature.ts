import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '@ragtime/runtime';

/** The clocks of one installation differ by less than this, and no call is on its way for longer. */
const apartMsMax = 30_000;
const headers = { time: 'ragtime-call-time', nonce: 'ragtime-call-nonce', signature: 'ragtime-call-signature' } as const;

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Makes the headers by which a call proves that its sender has the installation's secret. @param secret 32 bytes */
export function sign(secret: Uint8Array, call: Call, { clock, random }: { readonly clock: Clock; readonly random: Random }) {
  const time = String(clock.nowMs());
  const nonce = Buffer.from(random.bytes(16)).toString('hex');
  return { [headers.time]: time, [headers.nonce]: nonce, [headers.signature]: signatureOf(secret, call, time, nonce) };
}

/** Accepts a signed call once, and refuses unsigned, old and repeated calls. */
export function createVerifier(secret: Uint8Array, clock: Clock) {
  /** When each call came that is not yet too old. */
  const seen = new Map<string, number>();

  return (call: Call, given: Readonly<Record<string, string | string[] | undefined>>): boolean => {
    const [time, nonce, signature] = [given[headers.time], given[headers.nonce], given[headers.signature]];
    if (typeof time !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') return false;
    if (!isSame(signature, signatureOf(secret, call, time, nonce))) return false;
    const nowMs = clock.nowMs();
    if (!(Math.abs(nowMs - Number(time)) <= apartMsMax)) return false;
    for (const [old, atMs] of seen) {
      if (nowMs - atMs <= 2 * apartMsMax) break;
      seen.delete(old);
    }
    if (seen.has(nonce)) return false;
    seen.set(nonce, nowMs);
    return true;
  };
}

function signatureOf(secret: Uint8Array, { method, path, body }: Call, time: string, nonce: string): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', secret).update([method, path, time, nonce, digest].join('\n')).digest('hex');
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
