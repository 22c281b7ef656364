import { foldScope, specification } from '@ragtime/testkit';
import { describe, expect, it } from 'vitest';
import {
  addChunk,
  attemptStarted,
  chunkDeleted,
  chunkEdited,
  chunkId,
  created,
  datasetId,
  documentId,
  documentParsed,
  parsedOnce,
  registered,
  requested,
  runEnded,
  runId,
  sealed,
  taskCompleted,
} from '../../testing/document-examples.ts';
import type { ChunkId } from '../ids.ts';
import { documentRules } from '../topics/document/rules.ts';
import type { DocumentTopicEvent } from '../topics/types.ts';
import type { DeleteChunk, EditChunk } from './commands.ts';
import type { ChunkAdded } from './events.ts';

const { given } = specification(documentRules);

const edit = (change: Partial<EditChunk> = {}): EditChunk => ({
  type: 'EditChunk',
  datasetId,
  documentId,
  chunkId,
  run: 1,
  text: sealed('mended'),
  ...change,
});
const switched = (enabled: boolean, run = 1): EditChunk => ({ type: 'EditChunk', datasetId, documentId, chunkId, run, enabled });
const remove = (run = 1): DeleteChunk => ({ type: 'DeleteChunk', datasetId, documentId, chunkId, run });
const added: ChunkAdded = { ...addChunk(), type: 'ChunkAdded' };
const second = { run: 2, runId: runId('second-run') } as const;
const parsedAgain = (keepEdits: boolean): readonly DocumentTopicEvent[] => [
  requested({ ...second, keepEdits }),
  attemptStarted(second),
  taskCompleted(second),
  runEnded(second),
  documentParsed({ ...second, keepEdits }),
];

describe('a passage of a run', () => {
  it('is edited by a command that names the visible run', () =>
    given(...parsedOnce)
      .when(edit())
      .then(chunkEdited()));
  it('is not edited by a command that names an earlier run', () =>
    given(...parsedOnce, ...parsedAgain(true))
      .when(edit())
      .thenRejected('run-superseded'));
  it('is not edited before its run is visible', () =>
    given(created, registered(), requested(), attemptStarted()).when(edit()).thenRejected('run-superseded'));
  it('is disabled, and keeps its text', () =>
    given(...parsedOnce)
      .when(switched(false))
      .then(chunkEdited({ text: undefined, enabled: false })));
  it('is enabled from the start', () =>
    given(...parsedOnce)
      .when(switched(true))
      .thenNothing());
  it('stays disabled when its text is edited', () =>
    given(...parsedOnce, chunkEdited({ enabled: false }))
      .when(edit())
      .then(chunkEdited({ enabled: false })));
  it('is enabled again', () =>
    given(...parsedOnce, chunkEdited({ enabled: false }))
      .when(switched(true))
      .then(chunkEdited({ text: undefined })));
  it('is deleted', () =>
    given(...parsedOnce)
      .when(remove())
      .then(chunkDeleted()));
  it('is deleted once', () =>
    given(...parsedOnce, chunkDeleted())
      .when(remove())
      .thenRejected('chunk-unknown'));
  it('is not edited once it was deleted', () =>
    given(...parsedOnce, chunkDeleted())
      .when(edit())
      .thenRejected('chunk-unknown'));
  it('cannot be named as typed in', () =>
    given(...parsedOnce, chunkEdited())
      .when(edit({ run: 0 }))
      .thenRejected('chunk-unknown'));
});

describe('a passage that was typed in', () => {
  it('needs no run', () => given(created, registered()).when(addChunk()).then(added));
  it('is not added twice', () => given(created, registered(), added).when(addChunk()).thenRejected('chunk-exists'));
  it('is edited', () =>
    given(created, registered(), added)
      .when(edit({ run: 0 }))
      .then(chunkEdited({ run: 0 })));
  it('is not edited as a passage of a run', () =>
    given(...parsedOnce, added)
      .when(edit())
      .thenRejected('chunk-unknown'));
  it('is deleted', () =>
    given(created, registered(), added)
      .when(remove(0))
      .then(chunkDeleted({ run: 0 })));
  it('is deleted once', () =>
    given(created, registered(), added, chunkDeleted({ run: 0 }))
      .when(remove(0))
      .thenRejected('chunk-unknown'));
  it('is unknown before it was added', () =>
    given(created, registered())
      .when(edit({ run: 0 }))
      .thenRejected('chunk-unknown'));
});

describe('a deleted document has no passages', () => {
  it.each([addChunk(), edit(), remove()])('$type', (command) => given(created).when(command).thenRejected('document-unknown'));
});

describe('when a document was parsed again', () => {
  it('a deleted passage is back', () =>
    given(...parsedOnce, chunkDeleted(), ...parsedAgain(false))
      .when(edit({ run: 2 }))
      .then(chunkEdited({ run: 2 })));
  it('a disabled passage is enabled', () =>
    given(...parsedOnce, chunkEdited({ enabled: false }), ...parsedAgain(false))
      .when(edit({ run: 2 }))
      .then(chunkEdited({ run: 2 })));
  it('a typed-in passage is removed', () =>
    given(...parsedOnce, added, ...parsedAgain(false))
      .when(remove(0))
      .thenRejected('chunk-unknown'));
  it('and edits were to be kept, a deleted passage stays deleted', () =>
    given(...parsedOnce, chunkDeleted(), ...parsedAgain(true))
      .when(edit({ run: 2 }))
      .thenRejected('chunk-unknown'));
  it('and edits were to be kept, a disabled passage stays disabled', () =>
    given(...parsedOnce, chunkEdited({ enabled: false }), ...parsedAgain(true))
      .when(edit({ run: 2 }))
      .then(chunkEdited({ run: 2, enabled: false })));
  it('and edits were to be kept, a typed-in passage stays', () =>
    given(...parsedOnce, added, ...parsedAgain(true))
      .when(remove(0))
      .then(chunkDeleted({ run: 0 })));
  it('drops all edits of a document, in whatever order they were made', () => {
    const ids = ['one', 'two', 'three'].map((id) => ({ chunkId: id as ChunkId }));
    for (const gone of ids) {
      const history = [...parsedOnce, ...ids.map((id) => ({ ...added, ...id })), chunkDeleted({ run: 0, ...gone })];
      expect([...foldScope(documentRules, history).list('chunk')]).toHaveLength(2);
      expect([...foldScope(documentRules, [...history, ...parsedAgain(false)]).list('chunk')]).toStrictEqual([]);
    }
  });
});
