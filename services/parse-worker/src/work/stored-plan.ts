import { ArtifactInvalid } from '@ragtime/contracts/artifacts';
import { type Plan, PlanSchema } from '@ragtime/parsing';

export const encodePlan = (plan: Plan): Uint8Array => Buffer.from(JSON.stringify(plan));

/** @throws ArtifactInvalid */
export function decodePlan(bytes: Uint8Array): Plan {
  try {
    return PlanSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new ArtifactInvalid('not a plan', { cause });
  }
}
