import type { DomainBus } from '@ragtime/application';
import type { DomainCommand } from '@ragtime/domain';

type Outcome = Awaited<ReturnType<DomainBus['submit']>>;
type Trouble =
  | 'none'
  | 'unavailable'
  | 'unavailable-from-second'
  | 'unknown'
  | 'unknown-but-written'
  | 'storage-full'
  | 'command-too-large';

/** A bus whose answers get lost as one says, of one type of command. */
export function createFlakyBus() {
  let trouble: Trouble = 'none';
  let of: DomainCommand['type'] | undefined;
  let troubled = 0;
  return {
    set(next: Trouble, type?: DomainCommand['type']): void {
      trouble = next;
      of = type;
      troubled = 0;
    },
    wrap: (bus: DomainBus): DomainBus => ({
      async submit(submission): Promise<Outcome> {
        const { commandId, command } = submission;
        if (trouble === 'none' || (of !== undefined && command.type !== of) || !submission.actor.startsWith('api-key:'))
          return await bus.submit(submission);
        troubled += 1;
        switch (trouble) {
          case 'unavailable-from-second':
            return troubled === 1 ? await bus.submit(submission) : { kind: 'unavailable', commandId, cause: 'overloaded' };
          case 'unavailable':
            return { kind: 'unavailable', commandId, cause: 'overloaded' };
          case 'storage-full':
          case 'command-too-large':
            return { kind: 'unavailable', commandId, cause: trouble };
          case 'unknown-but-written':
            await bus.submit(submission);
            return { kind: 'unknown', commandId };
          case 'unknown':
            return { kind: 'unknown', commandId };
        }
      },
    }),
  };
}
