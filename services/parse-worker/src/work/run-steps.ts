import type { ManifestStep, TaskManifest } from '@ragtime/contracts/artifacts';
import type { Plan } from '@ragtime/parsing';
import { stepDigest } from './digest.ts';
import type { Part, Task } from './task.ts';

/** What the steps of one part of a document work with. */
export interface PartWork {
  readonly task: Task;
  readonly plan: Plan;
  readonly part: Part;
}

export type Counts = TaskManifest['counts'];

/** What the manifest says about a step beside its name and digest: its artifact and its counts. */
export type Made<Step extends ManifestStep> = Omit<Step, 'name' | 'digest'>;

/** One step of the work on a part. It makes its result from the result of the step before, and stores it. */
export interface PartStep<Input, Output, Step extends ManifestStep> {
  readonly name: Step['name'];
  /** Only the next step needs the result. If that one is taken over, this one is not even read. */
  readonly isOnlyForNext?: true;
  /** Everything that the result depends on beside the step before: settings, models, versions of code. */
  dependsOn(work: PartWork): Readonly<Record<string, unknown>>;
  /** @throws ArtifactInvalid */
  read(bytes: Uint8Array): Output | Promise<Output>;
  make(work: PartWork, input: Input): Promise<{ readonly value: Output; readonly made: Made<Step> }>;
  /** What the task's result says about this step. */
  count?(value: Output): Partial<Counts>;
}

type AnyStep = PartStep<unknown, unknown, ManifestStep>;

/** Steps one after the other. The compiler checks that each takes what the one before makes. */
export interface StepList<Output> {
  readonly steps: readonly AnyStep[];
  followedBy<Next, Step extends ManifestStep>(step: PartStep<Output, Next, Step>): StepList<Next>;
}

/** The first step has no input but the task's original. */
export const stepList = <Output, Step extends ManifestStep>(first: PartStep<undefined, Output, Step>): StepList<Output> =>
  listOf([first as unknown as AnyStep]);

const listOf = <Output>(steps: readonly AnyStep[]): StepList<Output> => ({
  steps,
  followedBy: (step) => listOf([...steps, step as unknown as AnyStep]),
});

/**
 * Does the steps that are not done yet. A step is named by a digest of what it depends on and of the steps before it. A step of the same name is
 * taken over from an earlier attempt or run, and what only that step would need is not made. So another embedding model parses nothing again.
 *
 * @param root names the input of the first step.
 */
export async function runSteps(
  work: PartWork,
  { steps }: Pick<StepList<unknown>, 'steps'>,
  root: { readonly name: string; readonly digest: string },
): Promise<Partial<Counts>> {
  const { steps: ledger } = work.task;
  let before = root;
  let result = async (): Promise<unknown> => undefined;
  let counts: Partial<Counts> = {};
  for (const step of steps) {
    const { name } = step;
    const digest = stepDigest(name, { [before.name]: before.digest, ...step.dependsOn(work) });
    const input = result;
    result = onceAsked(async () => await doStep(work, step, digest, input));
    before = { name, digest };
    if (step.isOnlyForNext === true) {
      ledger.keep(digest);
      continue;
    }
    const value = await result();
    counts = { ...counts, ...step.count?.(value) };
  }
  return counts;
}

async function doStep(work: PartWork, step: AnyStep, digest: string, input: () => Promise<unknown>): Promise<unknown> {
  const { name } = step;
  const { value } = await work.task.steps.run<ManifestStep, unknown>({
    name,
    digest,
    read: (bytes) => step.read(bytes),
    async make() {
      const { value: fresh, made } = await step.make(work, await input());
      return { value: fresh, step: { name, digest, ...made } as ManifestStep };
    },
  });
  return value;
}

function onceAsked<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return () => (answer ??= ask());
}
