import { type TaskKinds, taskKinds } from '../src/parse-run/kinds.ts';
import { documentRules } from '../src/topics/document/rules.ts';
import { withKinds } from '../src/topics/with-kinds.ts';

const { budget, resource } = taskKinds.window;
const plain = { waitsFor: [], budget, resource, mayAdd: {} } as const;

/** The kinds of the release and more, of every scope, to test what the rules promise for later kinds. */
export const moreKinds: TaskKinds = {
  plan: { ...taskKinds.plan, mayAdd: { window: 10_000, summary: 1 } },
  window: { ...taskKinds.window, mayAdd: { picture: 3 } },
  /** Windows add these, each for pages of its own. */
  picture: { ...plain, scope: 'window', resource: 'model' },
  /** Over all passages of the document. */
  summary: { ...plain, scope: 'document', waitsFor: ['window', 'picture'], budget: { ...budget, failedAttemptsMax: 1 } },
  /** Over the dataset. */
  survey: { ...plain, scope: 'dataset', mayAdd: { verdict: 1 } },
  verdict: { ...plain, scope: 'dataset', waitsFor: ['survey'] },
};

export const moreRules = withKinds(documentRules, moreKinds);
