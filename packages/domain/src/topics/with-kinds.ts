import type { TaskKinds } from '../parse-run/kinds.ts';
import type { Rules } from '../scope.ts';

/** The same rules with these kinds of task. */
export const withKinds = <Command, Event, Entities, Reason extends string>(
  rules: Rules<Command, Event, Entities, Reason>,
  kinds: TaskKinds,
): Rules<Command, Event, Entities, Reason> => ({
  ...rules,
  decide: (command, scope, context) => rules.decide(command, scope, { ...context, kinds }),
});
