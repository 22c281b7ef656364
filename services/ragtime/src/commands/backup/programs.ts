/** What was put into a backup. */
interface Manifest {
  readonly madeAt: string;
  readonly counts: { readonly records: number; readonly datasets: number; readonly documents: number };
  readonly blobs: { readonly count: number; readonly sizeBytes: number };
}

/** Work on folders of this machine. Each throws an error with a `code` where it cannot be done. Shares go from 0 to 1. */
export interface BackupPrograms {
  /** By the server that runs on the data folder, or without one. */
  make(
    folder: string,
    target: string,
    onProgress: (progress: { readonly phase: string; readonly share: number | undefined }) => void,
  ): Promise<Manifest>;
  check(backup: string, onProgress: (share: number) => void): Promise<Manifest>;
  restore(backup: string, folder: string, onProgress: (phase: string, share: number) => void): Promise<Manifest>;
}

export const summaryOf = ({ counts: { records, datasets, documents }, blobs }: Manifest, bytesText: (bytes: number) => string): string =>
  `${records} records, ${datasets} datasets, ${documents} documents, ${blobs.count} blobs of ${bytesText(blobs.sizeBytes)}`;
