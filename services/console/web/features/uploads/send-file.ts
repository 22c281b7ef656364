import { asProblem, RagtimeUnreachable } from '@ragtime/client/web';
import type { Api, Schemas } from '../../shared/api/api.ts';
import { Refusal } from '../../shared/api/problem.ts';
import { texts } from '../../shared/texts/texts.ts';

export interface Sending {
  readonly datasetId: string;
  readonly name: string;
  readonly file: File;
  /** The key is the same for every attempt, so that the file becomes one revision even when it is sent twice. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onSent: (part: number) => void;
}

interface Answer {
  readonly items?: readonly Schemas['UploadedItem'][];
}

/**
 * Uploads one file and starts its parse run. It uses XMLHttpRequest, since `fetch` does not report how much was sent.
 *
 * @throws RagtimeProblem, RagtimeUnreachable; Refusal when the file cannot be read.
 */
export async function sendFile({ key }: Api, { datasetId, name, file, idempotencyKey, signal, onSent }: Sending): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const request = new XMLHttpRequest();
  request.open('POST', `/v1/datasets/${encodeURIComponent(datasetId)}/documents?parse=true&ifExists=replace`);
  request.setRequestHeader('authorization', `Bearer ${key}`);
  request.setRequestHeader('idempotency-key', idempotencyKey);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => onSent(loaded / Math.max(1, total));
  request.onabort = () => reject(new Refusal(texts.uploads.ended));
  // A browser fires the same event for a lost connection and for a file that it could not read.
  request.onerror = () =>
    void isReadable(file).then((readable) => reject(readable ? new RagtimeUnreachable() : new Refusal(texts.uploads.unreadable)));
  request.onload = () => {
    const answer = request.response as Answer | null;
    const refused = answer?.items?.find(({ outcome }) => outcome === 'refused');
    if (request.status < 300 && refused === undefined) return resolve(undefined);
    return reject(asProblem(new Response(null, { status: Math.max(200, request.status) }), refused?.problem ?? answer));
  };
  const onAbort = () => request.abort();
  signal.addEventListener('abort', onAbort);
  const form = new FormData();
  form.append('file', file, name);
  request.send(form);
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
