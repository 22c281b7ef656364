import type { DocumentId } from '@ragtime/domain';

/** Guards the entries of a document. Writers of entries that no row names yet and the sweeper that removes such entries exclude each other. */
export interface Claims {
  /** Waits for a removal that is under way; no new one starts until the claim ends. @returns a function that ends the claim. */
  write(documentId: DocumentId): Promise<() => void>;
  /** @returns undefined without running anything when a claim is held. */
  remove<Result>(documentId: DocumentId, run: () => Promise<Result>): Promise<Result> | undefined;
}

export function createClaims(): Claims {
  const writing = new Map<DocumentId, number>();
  const removing = new Map<DocumentId, Promise<unknown>>();
  return {
    async write(documentId) {
      writing.set(documentId, (writing.get(documentId) ?? 0) + 1);
      await removing.get(documentId);
      return () => {
        const left = (writing.get(documentId) ?? 1) - 1;
        if (left === 0) writing.delete(documentId);
        else writing.set(documentId, left);
      };
    },
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
