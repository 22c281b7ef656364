import type { DomainCommand } from '@ragtime/domain';
import { type Answer, answerOf } from '../answers/answer.ts';
import type { ApplicationNeeds, Call } from '../ports.ts';
import { submissionOf } from '../submission/command-context.ts';

/**
 * When a repeat comes, its subject may have left every read model, but the log still knows the first answer. So before a request
 * fails because a look-up finds nothing, the log is asked under the id of its command.
 *
 * @param harmless a command of the same scope and target that changes nothing in any state.
 * @returns undefined when no command was accepted under the id.
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
