import type { PlanStep } from '@ragtime/contracts/artifacts';
import { windowsPerRunMax } from '@ragtime/domain';
import { codeVersion, type Plan } from '@ragtime/parsing';
import { stepDigest } from './digest.ts';
import { decodePlan, encodePlan } from './stored-plan.ts';
import type { Task } from './task.ts';
import { withWindowsAtMost } from './windows.ts';

/** Up to release 0.1.0 a run had at most this many windows. A plan of that time is still valid, so an upgrade plans nothing again. */
const windowsMax = 1_000;

/** The name of the file counts only by its extension, which tells text formats apart. */
export const planDigest = ({ bell: { sha256, extension } }: Task): string =>
  stepDigest('plan', { sha256, extension, codeVersion, windowsMax });

/** Looks at the whole document, or takes over what an earlier plan found. */
export async function planOf(task: Task): Promise<Plan> {
  const { steps, artifacts, parser, signal } = task;
  const digest = planDigest(task);
  const { value } = await steps.run<PlanStep, Plan>({
    name: 'plan',
    digest,
    read: decodePlan,
    async make() {
      const plan = withWindowsAtMost(await parser.plan(await task.original(), signal), windowsPerRunMax);
      const stored = artifacts.write('plan', encodePlan(plan));
      return { value: plan, step: { name: 'plan', digest, ...stored, format: plan.format, unit: plan.unit, count: plan.count } };
    },
  });
  return value;
}
