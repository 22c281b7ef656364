/** Something that the log names and that is damaged or missing. */
export interface Loss {
  readonly what: 'original' | 'artifact' | 'key' | 'vault';
  readonly fault: 'missing' | 'damaged' | 'unreadable';
  readonly path: string;
  readonly documentId?: string | undefined;
}

/** What a backup contains. */
export interface Manifest {
  readonly profile: 'embedded' | 'distributed';
  readonly madeAt: string;
  readonly counts: { readonly records: number; readonly datasets: number; readonly documents: number };
  readonly blobs: { readonly count: number; readonly sizeBytes: number };
  readonly losses: readonly Loss[];
}

/** Work on folders of this machine. Each function throws an error with a `code` when it cannot do its work. Shares go from 0 to 1. */
export interface BackupPrograms {
  /** The server that runs on the data folder makes the backup; without such a server, this process makes it. */
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
