import { type TaskKinds, taskKinds } from '@ragtime/domain';
import { type Handlers, handlers, taskResult } from '@ragtime/parse-worker';

/** The kinds of the release, and one that works on the whole document once its windows are done: so that tasks wait for others. */
export const simulatedKinds: TaskKinds = {
  ...taskKinds,
  plan: { ...taskKinds.plan, mayAdd: { ...taskKinds.plan.mayAdd, summary: 1 } },
  summary: { ...taskKinds.window, scope: 'document', waitsFor: ['window'], resource: 'model' },
};

export const simulatedHandlers: Handlers = {
  ...handlers,
  async plan(task) {
    const done = await handlers.plan(task);
    return done.adds.length === 0 ? done : { ...done, adds: [...done.adds, { kind: 'summary', windows: [] }] };
  },
  summary: async (task) => ({ result: await taskResult(task, {}), adds: [] }),
};
