import { foldScope, MemoryScope } from '@ragtime/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDocumentHistory } from '../../../testing/document-history.ts';
import { documentSteps } from '../../../testing/document-steps.ts';
import { type Logged, play } from '../../../testing/frozen-scope.ts';
import { moreRules } from '../../../testing/more-kinds.ts';
import type { DocumentEntities } from '../../entities.ts';
import type { DocumentTopicEvent } from '../../topics/types.ts';
import { documentEvents } from './events.ts';

const eventsOf = (log: readonly Logged<DocumentTopicEvent>[]) => log.map(({ event }) => event);

describe('for any commands in any order', () => {
  it('the log holds no impossible history', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const { log } = play(moreRules, steps);
        checkDocumentHistory(log);
        for (const { event } of log) seen.add(event.type);
      }),
      { numRuns: 400 },
    );
    expect([...seen].sort()).toStrictEqual(Object.keys(documentEvents).sort()); // else the histories did not get far enough to prove much
  });

  it('folding the log again gives an equal state', () =>
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const { log, scope } = play(moreRules, steps);
        expect(foldScope(moreRules, eventsOf(log)).entries()).toStrictEqual(scope.entries());
      }),
    ));

  it('a name is refused exactly while a live document has it', () =>
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const { log, scope } = play(moreRules, steps);
        const names = new Map<string, string>();
        for (const event of eventsOf(log)) {
          if (event.type === 'DocumentRegistered' || event.type === 'DocumentRenamed') names.set(event.documentId, event.nameHash);
          if (event.type === 'DocumentDeleted') names.delete(event.documentId);
          if (event.type === 'DatasetClosed') names.clear();
        }
        expect(new Set([...scope.list('document-name')].map(([hash]) => hash))).toStrictEqual(new Set(names.values()));
        for (const [hash, { newest }] of scope.list('document-name')) expect(names.get(newest)).toBe(hash);
      }),
    ));

  it('documents of one name, and edits of one document, are lists without gaps', () =>
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const { scope } = play(moreRules, steps);
        const found: string[] = [];
        for (const [, { newest }] of scope.list('document-name')) {
          for (
            let id: string | undefined = newest, newer: string | undefined;
            id !== undefined;
            newer = id, id = scope.get('document', id)?.olderOfName
          ) {
            expect(scope.get('document', id)?.newerOfName).toBe(newer);
            found.push(id);
          }
        }
        expect(found.sort()).toStrictEqual([...scope.list('document')].map(([id]) => id).sort());
        const edits: string[] = [];
        for (const [documentId, { newestEdit }] of scope.list('document')) {
          const keyOf = (id: string) => `${documentId}/${id}`;
          for (
            let id: string | undefined = newestEdit, newer: string | undefined;
            id !== undefined;
            newer = id, id = scope.get('chunk', keyOf(id))?.older
          ) {
            expect(scope.get('chunk', keyOf(id))?.newer).toBe(newer);
            edits.push(keyOf(id));
          }
        }
        expect(edits.sort()).toStrictEqual([...scope.list('chunk')].map(([key]) => key).sort());
      }),
    ));

  it('nothing is kept of ended things', () =>
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const { scope } = play(moreRules, steps);
        const documents = new Map(scope.list('document'));
        const ofDataset = [...scope.list('dataset-run')].map(([, { runId }]) => runId);
        const open = new Set([...[...documents.values()].flatMap(({ openRun }) => openRun ?? []), ...ofDataset]);
        expect(new Set([...scope.list('run')].map(([id]) => id as string))).toStrictEqual(open);
        for (const [key] of scope.list('task')) expect(open).toContain(key.split('/')[0]);
        for (const [id, { documentId }] of scope.list('dead-letter')) expect(documents.get(documentId)?.deadLetter).toBe(id);
        for (const [key] of scope.list('chunk')) expect(documents.has(key.split('/')[0] ?? '')).toBe(true);
        for (const [, { outstanding }] of scope.list('receipt')) expect(outstanding).not.toHaveLength(0);
      }),
    ));

  it('one command makes at most two hundred events', () =>
    fc.assert(
      fc.property(documentSteps, (steps) => {
        const counts = new Map<number, number>();
        for (const { command } of play(moreRules, steps).log) counts.set(command, (counts.get(command) ?? 0) + 1);
        expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(200);
      }),
      { numRuns: 20 },
    ));
});

it('every event folds on every state, in any order and any number of times', () =>
  fc.assert(
    fc.property(
      documentSteps.chain((steps) => {
        const events = eventsOf(play(moreRules, steps).log);
        return fc.array(fc.constantFrom(...(events.length > 0 ? events : [undefined])), { maxLength: 200, size: 'max' });
      }),
      (events) => {
        const scope = new MemoryScope<DocumentEntities>();
        for (const [index, event] of events.entries()) {
          if (event !== undefined) moreRules.evolve(scope, event, { version: index + 1, atMs: index });
        }
      },
    ),
  ));
