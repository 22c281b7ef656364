import { BlobDamaged, BlobMissing } from '@ragtime/blob-store';
import { ArtifactInvalid, type ManifestStep } from '@ragtime/contracts/artifacts';
import type { StoredArtifact, TaskArtifacts } from './artifacts.ts';

interface StepOf<Step extends ManifestStep, Value> {
  readonly name: Step['name'];
  readonly digest: string;
  /** @throws ArtifactInvalid */
  readonly read: (bytes: Uint8Array) => Value | Promise<Value>;
  readonly make: () => Promise<{ readonly value: Value; readonly step: Step }>;
}

/** The steps of one attempt. A step that equals one of an earlier attempt is taken over. A new step is noted for the manifest. */
export interface StepLedger {
  /** Takes the step's result from an earlier attempt if its digest is known and its artifact is whole. Makes it otherwise. */
  run<Step extends ManifestStep, Value>(of: StepOf<Step, Value>): Promise<{ readonly value: Value; readonly step: Step }>;
  /** Notes a step that this attempt did not need, if an earlier one made it, so that the next run still finds it. */
  keep(digest: string): void;
  /** In the order in which the steps are done. */
  readonly done: readonly ManifestStep[];
  /** Whether a step is noted that no earlier manifest holds. */
  readonly hasNew: boolean;
}

export function stepLedger(artifacts: Pick<TaskArtifacts, 'read'>, earlier: ReadonlyMap<string, ManifestStep>): StepLedger {
  const done = new Map<string, ManifestStep>();

  async function taken<Step extends ManifestStep, Value>({ name, digest, read }: StepOf<Step, Value>) {
    const step = earlier.get(digest);
    if (step?.name !== name) return undefined;
    const bytes = await readWhole(artifacts, step);
    if (bytes === undefined) return undefined;
    try {
      return { value: await read(bytes), step: step as Step };
    } catch (cause) {
      if (cause instanceof ArtifactInvalid) return undefined;
      throw cause;
    }
  }

  return {
    async run(of) {
      const found = (await taken(of)) ?? (await of.make());
      done.set(of.digest, found.step);
      return found;
    },
    keep(digest) {
      const step = earlier.get(digest);
      if (step !== undefined && !done.has(digest)) done.set(digest, step);
    },
    get done() {
      return [...done.values()];
    },
    get hasNew() {
      return [...done.keys()].some((digest) => !earlier.has(digest));
    },
  };
}

/** Undefined for an artifact that is missing or damaged. The step is then made anew, because another read would not mend it. */
async function readWhole(artifacts: Pick<TaskArtifacts, 'read'>, stored: StoredArtifact): Promise<Uint8Array | undefined> {
  try {
    return await artifacts.read(stored);
  } catch (cause) {
    if (cause instanceof BlobMissing || cause instanceof BlobDamaged) return undefined;
    throw cause;
  }
}
