import type { DocumentId } from '@ragtime/domain';

/** Who may touch the entries of a document now: those who write what no row names yet, or the sweeper that removes such. */
export interface Claims {
  /** Waits for a removal that is under way; from then on there is none. @returns what ends the claim. */
  write(documentId: DocumentId): Promise<() => void>;
  /** @returns undefined, and nothing was run, when somebody writes. */
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
