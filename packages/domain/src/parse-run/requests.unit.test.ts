import { specification } from '@ragtime/testkit';
import { describe, it } from 'vitest';
import {
  attemptFailed,
  attemptStarted,
  complete,
  created,
  datasetId,
  documentId,
  documentParsed,
  fail,
  original,
  otherDocumentId,
  parsedOnce,
  registered,
  requested,
  runFailed,
  runId,
  settings,
  start,
  taskDied,
} from '../../testing/document-examples.ts';
import type { DocumentId, RunNumber } from '../ids.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { CancelParsing, RequestParsing } from './commands.ts';
import type { ParseRunEvent } from './events.ts';

const { given } = specification(documentRules);

const wanting = (documents: Readonly<Record<string, string>>, change: Partial<RequestParsing> = {}): RequestParsing => ({
  type: 'RequestParsing',
  datasetId,
  keepEdits: false,
  ifMissing: 'refuse',
  documents: Object.entries(documents).map(([id, run]) => ({ documentId: id as DocumentId, runId: runId(run) })),
  ...change,
});
const cancel = (run?: RunNumber, change: Partial<CancelParsing> = {}): CancelParsing => ({
  type: 'CancelParsing',
  datasetId,
  ifMissing: 'refuse',
  documents: [run === undefined ? { documentId } : { documentId, run }],
  ...change,
});
const cancelled = (reason: 'asked' | 'superseded', run = 1, name = 'first-run'): ParseRunEvent => ({
  type: 'RunCancelled',
  datasetId,
  documentId,
  run,
  runId: runId(name),
  reason,
});
const revised = { type: 'DocumentRevised', datasetId, documentId, revision: 2, original: original('2') } as const;
const second = { run: 2, runId: runId('second-run') } as const;
const ofSecondRevision = { revision: 2, original: original('2').blobId } as const;
const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`document-${index}`, `run-${index}`]));
const parsing = [created, registered(), requested()] as const;
const failed = [...parsing, attemptStarted(), taskDied(), runFailed()] as const;
const discard = { type: 'DiscardDeadLetter', datasetId, documentId, failedRunId: runId('first-run') } as const;
const replay = { ...discard, type: 'ReplayDeadLetter', runId: runId('second-run') } as const;
const discarded: ParseRunEvent = { type: 'DeadLetterDiscarded', datasetId, documentId, run: 1, runId: runId('first-run') };

describe('a request', () => {
  it('starts a run of each document, with the settings of now', () =>
    given(created, registered(), registered({ documentId: otherDocumentId, original: original('3') }))
      .when(wanting({ [documentId]: 'first-run', [otherDocumentId]: 'second-run' }))
      .then(requested(), requested({ documentId: otherDocumentId, runId: runId('second-run'), original: original('3').blobId })));
  it('takes the settings that were changed last', () => {
    const changed = { ...settings, priority: 'background' } as const;
    given(created, registered(), { type: 'DatasetSettingsChanged', datasetId, settings: changed })
      .when(wanting({ [documentId]: 'first-run' }))
      .then(requested({ settings: changed, priority: 'background' }));
  });
  it('may have a priority of its own', () =>
    given(created, registered())
      .when(wanting({ [documentId]: 'first-run' }, { priority: 'high', keepEdits: true }))
      .then(requested({ priority: 'high', keepEdits: true })));
  it('numbers the runs of a document one after the other', () =>
    given(...parsedOnce)
      .when(wanting({ [documentId]: 'second-run' }))
      .then(requested(second)));
  it('counts cancelled runs too', () =>
    given(...parsing, cancelled('asked'))
      .when(wanting({ [documentId]: 'second-run' }))
      .then(requested(second)));
  it('leaves an open run of the present revision as it is, and goes on with the others', () =>
    given(...parsing, registered({ documentId: otherDocumentId }))
      .when(wanting({ [documentId]: 'second-run', [otherDocumentId]: 'third-run' }))
      .then(requested({ documentId: otherDocumentId, runId: runId('third-run') })));
  it('that finds every document being parsed changes nothing', () =>
    given(...parsing)
      .when(wanting({ [documentId]: 'second-run' }))
      .thenNothing());
  it('supersedes an open run of an older revision', () =>
    given(...parsing, revised)
      .when(wanting({ [documentId]: 'second-run' }))
      .then(cancelled('superseded'), requested({ ...second, ...ofSecondRevision })));
  it('may take a hundred documents', () =>
    given(created)
      .when(wanting(Object.fromEntries(Object.entries(many).slice(1)), { ifMissing: 'skip' }))
      .thenNothing());
  it('may not take more than a hundred documents', () =>
    given(created).when(wanting(many)).thenRejected('too-many-documents', { most: 100 }));
  it('is refused as a whole when a document is unknown', () =>
    given(created, registered())
      .when(wanting({ [documentId]: 'first-run', missing: 'second-run' }))
      .thenRejected('document-unknown', { documentId: 'missing' }));
  it('of the whole dataset skips deleted documents', () =>
    given(created, registered())
      .when(wanting({ missing: 'second-run', [documentId]: 'first-run' }, { ifMissing: 'skip' }))
      .then(requested()));
  it('may not give a run the id of an open one', () =>
    given(...parsing, registered({ documentId: otherDocumentId }))
      .when(wanting({ [otherDocumentId]: 'first-run' }))
      .thenRejected('run-exists', { documentId: otherDocumentId }));
  it('may not give a run the id of a failed one', () =>
    given(...failed)
      .when(wanting({ [documentId]: 'first-run' }))
      .thenRejected('run-exists', { documentId }));
  it('may not give two runs one id', () =>
    given(created, registered(), registered({ documentId: otherDocumentId }))
      .when(wanting({ [documentId]: 'first-run', [otherDocumentId]: 'first-run' }))
      .thenRejected('run-exists', { documentId: otherDocumentId }));
  it('that names a document twice starts one run', () =>
    given(created, registered())
      .when({
        ...wanting({}),
        documents: [
          { documentId, runId: runId('first-run') },
          { documentId, runId: runId('second-run') },
        ],
      })
      .then(requested()));
});

describe('a cancel', () => {
  it('ends a run that waits', () =>
    given(...parsing)
      .when(cancel(1))
      .then(cancelled('asked')));
  it('ends a run that is being worked on', () =>
    given(...parsing, attemptStarted())
      .when(cancel(1))
      .then(cancelled('asked')));
  it('without a number ends the open run', () =>
    given(...parsing)
      .when(cancel())
      .then(cancelled('asked')));
  it('of an earlier run never touches a later one', () =>
    given(...parsing, cancelled('asked'), requested(second))
      .when(cancel(1))
      .thenNothing());
  it('changes nothing when the run has ended', () =>
    given(...parsedOnce)
      .when(cancel(1))
      .thenNothing());
  it('changes nothing when there never was a run', () => given(created, registered()).when(cancel()).thenNothing());
  it('of an unknown document is refused', () => given(created).when(cancel()).thenRejected('document-unknown', { documentId }));
  it('of the whole dataset skips deleted documents', () =>
    given(created)
      .when(cancel(1, { ifMissing: 'skip' }))
      .thenNothing());
  it('that names a document twice ends its run once', () =>
    given(...parsing)
      .when({ ...cancel(), documents: [{ documentId }, { documentId, run: 1 }] })
      .then(cancelled('asked')));
  it('may not take more than a hundred documents', () =>
    given(created)
      .when(cancel(1, { documents: Object.keys(many).map((id) => ({ documentId: id as DocumentId })) }))
      .thenRejected('too-many-documents', { most: 100 }));
});

describe('a dead letter', () => {
  it('is replayed as a run of its own', () =>
    given(...failed)
      .when(replay)
      .then(requested(second)));
  it('is replayed with its priority and its care for edits', () =>
    given(created, registered(), requested({ priority: 'high', keepEdits: true }), runFailed())
      .when(replay)
      .then(requested({ ...second, priority: 'high', keepEdits: true })));
  it('is replayed with the revision and the settings of now', () => {
    const changed = { ...settings, language: 'de' };
    given(...failed, revised, { type: 'DatasetSettingsChanged', datasetId, settings: changed })
      .when(replay)
      .then(requested({ ...second, ...ofSecondRevision, settings: changed }));
  });
  it('is replayed once: the same replay again changes nothing', () =>
    given(...failed, requested(second))
      .when(replay)
      .thenNothing());
  it('is removed once another replay took it', () =>
    given(...failed, requested(second))
      .when({ ...replay, runId: runId('third-run') })
      .thenRejected('dead-letter-unknown'));
  it('is removed once a new request was made', () =>
    given(...failed, requested(second))
      .when(discard)
      .thenRejected('dead-letter-unknown'));
  it('of an earlier failure is removed when the document failed again', () =>
    given(...failed, requested(second), runFailed(second))
      .when(replay)
      .thenRejected('dead-letter-unknown'));
  it('is not replayed under its own id', () =>
    given(...failed)
      .when({ ...replay, runId: runId('first-run') })
      .thenRejected('run-exists', { documentId }));
  it('is discarded', () =>
    given(...failed)
      .when(discard)
      .then(discarded));
  it('is discarded once', () =>
    given(...failed, discarded)
      .when(discard)
      .thenRejected('dead-letter-unknown'));
  it('that was discarded is not replayed', () =>
    given(...failed, discarded)
      .when(replay)
      .thenRejected('dead-letter-unknown'));
  it('of an unknown document is unknown with it', () => {
    given(created).when(discard).thenRejected('document-unknown');
    given(created).when(replay).thenRejected('document-unknown');
  });
  it('exists only after the run failed', () =>
    given(...parsing)
      .when(discard)
      .thenRejected('dead-letter-unknown'));
  it('refuses all further commands about its run', () => {
    given(...failed)
      .when(start())
      .thenRejected('run-superseded');
    given(...failed)
      .when(complete())
      .thenRejected('run-superseded');
    given(...failed)
      .when(fail())
      .thenRejected('run-superseded');
  });
});

it('a run that failed leaves the one before it visible', () =>
  given(...parsedOnce, requested(second), attemptStarted(second), attemptFailed(second), runFailed(second))
    .when({ type: 'EditChunk', datasetId, documentId, chunkId: 'chunk' as never, run: documentParsed().run, enabled: false })
    .then({ type: 'ChunkEdited', datasetId, documentId, chunkId: 'chunk' as never, run: 1, text: undefined, enabled: false }));
