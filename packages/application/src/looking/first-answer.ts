import type { DomainCommand } from '@ragtime/domain';
import { type Answer, answerOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

/**
 * A repeat may come when what it was about is gone from every read model; the log still knows its first answer. So before a request
 * fails for want of something to look up, the log is asked under its id.
 *
 * @param harmless of the same scope and target, and changes nothing whatever the state.
 * @returns undefined when nothing was ever accepted under the id.
 */
export async function firstAnswer(
  { bus }: Pick<ApplicationNeeds, 'bus'>,
  call: Call,
  harmless: DomainCommand,
): Promise<Answer<{ readonly version: number }> | undefined> {
  if (!call.remembered) return undefined;
  const outcome = await bus.submit(submissionOf(harmless, call, { ifVersion: undefined }));
  const saysNothing = outcome.kind === 'rejected' || outcome.kind === 'unchanged' || outcome.kind === 'conflict';
  return saysNothing ? undefined : answerOf(outcome, ({ version }) => ({ version }));
}
