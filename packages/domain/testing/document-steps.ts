import fc from 'fast-check';
import type { DocumentEntities } from '../src/entities.ts';
import { allStores } from '../src/erasure/receipt.ts';
import type { ChunkId, DocumentId, ReceiptId, RunId, TaskId, WorkerId } from '../src/ids.ts';
import { taskIdsOf, taskIn } from '../src/parse-run/entities.ts';
import type { NewTasks } from '../src/parse-run/events.ts';
import type { Task } from '../src/parse-run/parse-run.ts';
import { placeOf, planTaskId, windowTaskId, windowTasks } from '../src/parse-run/tasks.ts';
import type { DocumentTopicCommand } from '../src/topics/types.ts';
import { created, datasetId, nameHash, original, register, result, runId, sealed, settings, tenantId } from './document-examples.ts';
import type { FrozenScope } from './frozen-scope.ts';

type Known = FrozenScope<DocumentEntities>;

/**
 * The random choices of a step. Most commands then name something that exists, so that histories get somewhere; some name something that does not.
 */
const dice = fc.record({
  document: fc.nat({ max: 2 }),
  other: fc.nat({ max: 2 }),
  task: fc.nat({ max: 3 }),
  worker: fc.constantFrom('ada', 'bob'),
  off: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) }),
  flag: fc.boolean(),
  rare: fc.constantFrom(true, ...Array.from({ length: 11 }, () => false)),
  fresh: fc.nat({ max: 2 ** 30 }),
});
type Dice = typeof dice extends fc.Arbitrary<infer Value> ? Value : never;

const documentIdOf = (index: number) => `document-${index}` as DocumentId;
const bytes = (digit: number) => original(String(digit));

/** A task of an open run, mostly one in the status that the command needs. */
function atTask(known: Known, { document, task: pick, worker, off }: Dice, status: Task['status']) {
  const runs = [...known.list('run')].sort(([one], [other]) => (one < other ? -1 : 1));
  const [id, run] = runs[document % Math.max(runs.length, 1)] ?? [];
  const ids = run === undefined ? [planTaskId] : [...taskIdsOf(run)];
  const taskOf = (taskId: TaskId) => (run === undefined ? undefined : taskIn(known, id as RunId, run, taskId));
  const fitting = off === 0 ? ids.filter((taskId) => taskOf(taskId)?.status === status) : ids;
  const taskId = fitting[pick % Math.max(fitting.length, 1)] ?? windowTaskId(pick);
  const task = taskOf(taskId);
  const workerId = (off === 0 && task?.status === 'started' ? task.workerId : worker) as WorkerId;
  const documentId = run === undefined ? documentIdOf(document) : run.documentId;
  return {
    datasetId,
    documentId,
    run: (run?.number ?? 0) + Math.max(off, 0),
    taskId,
    attempt: (task?.attempt ?? 1) + Math.min(off, 0),
    workerId,
  };
}

const counts = new WeakMap<Known, number>();

/** Ids are made from the commands' ids, so no two commands make the same. */
function freshId<Id extends string>(known: Known): Id {
  const count = (counts.get(known) ?? 0) + 1;
  counts.set(known, count);
  return `id-${count}` as Id;
}

const noRun = runId('none');
const anyRun = (known: Known): RunId => [...known.list('run')].map(([id]) => runId(id)).sort()[0] ?? noRun;

/** A dead letter, mostly one that exists. */
function letter(known: Known, { document, off }: Dice) {
  const [found] = [...known.list('dead-letter')].map(([id, { documentId }]) => ({ documentId, failedRunId: runId(id) }));
  return off === 0 && found !== undefined ? found : { documentId: documentIdOf(document), failedRunId: anyRun(known) };
}

/** A document, mostly one that has been parsed. */
function parsed(known: Known, { document, off }: Dice): { readonly documentId: DocumentId; readonly run: number } {
  const visible = [...known.list('document')].filter(([, { visibleRun }]) => visibleRun > 0);
  const [id, live] = visible[document % Math.max(visible.length, 1)] ?? [];
  return { documentId: (id ?? documentIdOf(document)) as DocumentId, run: (live?.visibleRun ?? 0) + off };
}

const typedIn = (documentId: DocumentId, { other }: Dice) => ({ documentId, chunkId: `typed-${other}` as ChunkId });

function chunk(known: Known, rolled: Dice) {
  const { documentId, run } = parsed(known, rolled);
  return rolled.flag ? { ...typedIn(documentId, rolled), run: 0 } : { documentId, chunkId: `made-${rolled.other}` as ChunkId, run };
}

/** What a completion of the task that `complete` picks may add from time to time. */
function addsOf(known: Known, dice: Dice): readonly NewTasks[] {
  const { kind } = placeOf(atTask(known, dice, 'started').taskId);
  const windows = [1, 2, 3].slice(dice.other).map((unit) => ({ first: unit, last: unit }));
  if (kind === 'plan' && dice.flag)
    return [...windowTasks(windows), ...(dice.rare || dice.other === 0 ? [{ kind: 'summary', windows: [] }] : [])];
  if (kind === 'window' && dice.rare) return [{ kind: 'picture', windows: windows.slice(0, 1) }];
  return kind === 'survey' && dice.flag ? [{ kind: 'verdict', windows: [] }] : [];
}

const request = ({ document, other, flag, off }: Dice, known: Known): DocumentTopicCommand => ({
  type: 'RequestParsing',
  datasetId,
  keepEdits: flag,
  ifMissing: flag ? 'skip' : 'refuse',
  documents: [document, other].map((index) => ({
    documentId: documentIdOf(index),
    runId: off === 0 || anyRun(known) === noRun ? freshId<RunId>(known) : anyRun(known),
  })),
});
const start = (dice: Dice, known: Known): DocumentTopicCommand => ({ type: 'StartAttempt', ...atTask(known, dice, 'queued') });

const steps: Readonly<Record<string, readonly [weight: number, (dice: Dice, known: Known) => DocumentTopicCommand]>> = {
  create: [3, () => ({ ...created, type: 'CreateDataset' })],
  abandon: [2, () => ({ type: 'AbandonDataset', datasetId, tenantId })],
  change: [
    2,
    ({ other, flag, off }) => ({
      type: 'ChangeDataset',
      datasetId,
      settings: { ...settings, language: flag ? 'de' : 'en' },
      description: off === 0 ? null : 'x',
      name: { name: `N${other}`, nameHash: nameHash(`N${other}`), reservedAtMs: other },
    }),
  ],
  fence: [2, ({ other, task }) => ({ type: 'FenceDatasetName', datasetId, nameHash: nameHash(`N${other}`), reservedAtMs: task })],
  close: [
    2,
    (dice, known) => (dice.rare ? { type: 'CloseDataset', datasetId, receiptId: freshId(known) } : { ...created, type: 'CreateDataset' }),
  ],
  register: [
    12,
    ({ document, other, flag, task, rare }) => ({
      ...register({ documentId: documentIdOf(document), nameHash: nameHash(`n${other}`), original: bytes(task) }),
      ifExists: flag ? 'refuse' : 'add',
      uploadedAtMs: rare ? -1e9 : 0,
    }),
  ],
  revise: [
    4,
    ({ document, task }) => ({
      type: 'ReviseDocument',
      datasetId,
      documentId: documentIdOf(document),
      original: bytes(task),
      uploadedAtMs: 0,
    }),
  ],
  alter: [
    4,
    ({ document, other, flag, rare }) => ({
      type: 'ChangeDocument',
      datasetId,
      documentId: documentIdOf(document),
      enabled: flag,
      name: { name: sealed('n'), nameHash: nameHash(`n${other}`) },
      metadata: rare ? sealed('{}') : null,
    }),
  ],
  remove: [2, (dice, known) => ({ type: 'DeleteDocument', datasetId, documentId: documentIdOf(dice.document), receiptId: freshId(known) })],
  request: [8, request],
  survey: [3, (_, known) => ({ type: 'RequestDatasetRun', datasetId, runId: freshId<RunId>(known), kind: 'survey' })],
  cancel: [
    3,
    ({ document, off, flag }, known) => ({
      type: 'CancelParsing',
      datasetId,
      ifMissing: flag ? 'skip' : 'refuse',
      documents: [{ documentId: documentIdOf(document), run: (known.get('document', documentIdOf(document))?.lastRun ?? 0) + off }],
    }),
  ],
  start: [40, (dice, known) => (anyRun(known) === noRun ? request(dice, known) : start(dice, known))],
  complete: [
    30,
    (dice, known) => ({
      type: 'CompleteTask',
      ...atTask(known, dice, 'started'),
      result: result(`artifact-${dice.fresh}`),
      adds: addsOf(known, dice),
    }),
  ],
  fail: [
    8,
    (dice, known) => ({
      type: 'FailAttempt',
      ...atTask(known, dice, 'started'),
      error: { code: 'file-damaged', message: 'x' },
      retryable: dice.fresh % 3 !== 0,
      jitter: dice.fresh / 2 ** 31,
    }),
  ],
  expire: [10, (dice, known) => ({ type: 'ExpireAttempt', ...atTask(known, dice, 'started'), givenBack: dice.fresh % 3 === 0 })],
  replay: [4, (dice, known) => ({ type: 'ReplayDeadLetter', datasetId, ...letter(known, dice), runId: freshId<RunId>(known) })],
  discard: [10, (dice, known) => ({ type: 'DiscardDeadLetter', datasetId, ...letter(known, dice) })],
  type: [3, (dice, known) => ({ type: 'AddChunk', datasetId, ...typedIn(parsed(known, dice).documentId, dice), text: sealed('t') })],
  edit: [6, (dice, known) => ({ type: 'EditChunk', datasetId, ...chunk(known, dice), enabled: dice.fresh % 2 === 0 })],
  drop: [4, (dice, known) => ({ type: 'DeleteChunk', datasetId, ...chunk(known, dice) })],
  erase: [
    16,
    ({ document, task, off }, known) => {
      const waiting = [...known.list('receipt')].sort(([one], [other]) => (one < other ? -1 : 1));
      const [id, receipt] = waiting[document % Math.max(waiting.length, 1)] ?? [];
      const stores = off === 0 && receipt !== undefined ? receipt.outstanding : allStores;
      const store = stores[task % stores.length] ?? 'keys';
      return { type: 'ReportErased', datasetId, receiptId: (id ?? 'receipt-0') as ReceiptId, store, removed: 1 };
    },
  ],
};

const step = fc.oneof(
  ...Object.entries(steps).map(([name, [weight, make]]) => ({
    weight,
    // Name and dice are printed when a property fails.
    arbitrary: dice.map((rolled) => ({ name, rolled, command: (known: Known) => make(rolled, known), atMs: 0 })),
  })),
);

const begun = [
  { command: (): DocumentTopicCommand => ({ ...created, type: 'CreateDataset' }), atMs: 0 },
  ...[0, 1].map((index) => ({ command: (): DocumentTopicCommand => register({ documentId: documentIdOf(index) }), atMs: 0 })),
];

/** Begins with a dataset and two documents in five of six histories. */
export const documentSteps = fc
  .tuple(fc.nat({ max: 5 }), fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }))
  .map(([late, rest]) => (late === 0 ? rest : [...begun, ...rest]));
