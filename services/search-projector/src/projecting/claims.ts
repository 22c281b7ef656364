import type { DocumentId } from '@ragtime/domain';

/** Guards the entries of a document. Writers of entries that no row names yet and the sweeper that removes such entries exclude each other. */
export interface Claims {
  /** Waits for a removal that is under way; no new one starts until the claim ends. @returns a function that ends the claim. */
  write(documentId: DocumentId): Promise<() => void>;
  /** Resolves once every write that is under way now has ended. */
  written(): Promise<void>;
  /** @returns undefined without running anything when a claim is held. */
  remove<Result>(documentId: DocumentId, run: () => Promise<Result>): Promise<Result> | undefined;
}

export function createClaims(): Claims {
  const writing = new Map<DocumentId, number>();
  const open = new Set<Promise<void>>();
  const removing = new Map<DocumentId, Promise<unknown>>();
  return {
    async write(documentId) {
      writing.set(documentId, (writing.get(documentId) ?? 0) + 1);
      const { promise, resolve } = Promise.withResolvers<void>();
      open.add(promise);
      await removing.get(documentId);
      return () => {
        open.delete(promise);
        resolve();
        const left = (writing.get(documentId) ?? 1) - 1;
        if (left === 0) writing.delete(documentId);
        else writing.set(documentId, left);
      };
    },
    written: async () => void (await Promise.all(open)),
    remove(documentId, run) {
      if (writing.has(documentId) || removing.has(documentId)) return undefined;
      const removal = run();
      removing.set(
        documentId,
        removal.then(
          () => void removing.delete(documentId),
          () => void removing.delete(documentId),
        ),
      );
      return removal;
    },
  };
}
