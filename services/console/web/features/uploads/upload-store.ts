import { type ReadonlySignal, signal } from '@preact/signals';
import type { Api } from '../../shared/api/api.ts';
import { Refusal, type ShownProblem, shownProblem } from '../../shared/api/problem.ts';
import { randomKey } from '../../shared/machine.ts';
import { texts } from '../../shared/texts/texts.ts';
import { sendFile } from './send-file.ts';

export interface ChosenFile {
  /** The name of the file, which may be a path. */
  readonly name: string;
  readonly file: File;
}

export type UploadState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'sending'; readonly part: number }
  /** `again` says whether the same file may succeed at another attempt. */
  | { readonly kind: 'failed'; readonly problem: ShownProblem; readonly again: boolean };

export interface Upload extends ChosenFile {
  readonly id: string;
  readonly datasetId: string;
  readonly state: UploadState;
}

export interface UploadStore {
  /** The files that are not uploaded yet, in the order in which they were chosen. */
  readonly uploads: ReadonlySignal<readonly Upload[]>;
  add(datasetId: string, files: readonly ChosenFile[]): void;
  again(id: string): void;
  leave(id: string): void;
  /** Called after each upload, until the signal is aborted: the row of an upload stays until the list has its document. */
  onUploaded(listen: (datasetId: string) => Promise<void>, until: AbortSignal): void;
}

export interface UploadStoreOptions {
  readonly api: Api;
  readonly ended: AbortSignal;
  /** The largest upload that the server accepts, in bytes. */
  readonly uploadBytesMax: number;
}

const atOnce = 3;

/** Sends a few files at a time. A failed one stays in the list, and a person sends it again under the same key or removes it. */
export function createUploadStore({ api, ended, uploadBytesMax }: UploadStoreOptions): UploadStore {
  const uploads = signal<readonly Upload[]>([]);
  const listeners = new Set<(datasetId: string) => Promise<void>>();
  let running = 0;
  ended.addEventListener('abort', () => {
    uploads.value = [];
  });

  const set = (id: string, state: UploadState) => {
    uploads.value = uploads.value.map((upload) => (upload.id === id ? { ...upload, state } : upload));
  };
  const leave = (id: string) => {
    uploads.value = uploads.value.filter((upload) => upload.id !== id);
  };

  function begin(): void {
    while (running < atOnce && !ended.aborted) {
      const next = uploads.value.find(({ state }) => state.kind === 'waiting');
      if (next === undefined) return;
      running += 1;
      set(next.id, { kind: 'sending', part: 0 });
      void send(next).finally(() => {
        running -= 1;
        begin();
      });
    }
  }

  async function send({ id, datasetId, name, file }: Upload): Promise<void> {
    try {
      if (file.size > uploadBytesMax) throw new TooLarge(texts.uploads.tooLarge(file.size, uploadBytesMax));
      const onSent = (part: number) => set(id, { kind: 'sending', part });
      await sendFile(api, { datasetId, name, file, idempotencyKey: id, signal: ended, onSent });
      await Promise.all(Array.from(listeners, async (listen) => await listen(datasetId).catch(() => undefined)));
      leave(id);
    } catch (error) {
      if (!ended.aborted) set(id, { kind: 'failed', problem: shownProblem(error), again: !(error instanceof TooLarge) });
    }
  }

  return {
    uploads,
    leave,
    onUploaded(listen, until) {
      listeners.add(listen);
      until.addEventListener('abort', () => listeners.delete(listen));
    },
    add(datasetId, files) {
      const added = files.map((chosen) => ({ ...chosen, id: randomKey(), datasetId, state: { kind: 'waiting' } as const }));
      uploads.value = [...uploads.value, ...added];
      begin();
    },
    again(id) {
      set(id, { kind: 'waiting' });
      begin();
    },
  };
}

class TooLarge extends Refusal {}
