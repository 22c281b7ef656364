import { list, oneOf, optional, record, text, whole } from '../../avro/fields.ts';

/** The first fields of every event of a run. */
export const ofRun1 = { datasetId: text, documentId: text, run: whole, runId: text } as const;
/** The first fields of every event of an attempt. */
export const ofAttempt1 = { ...ofRun1, taskId: text, attempt: whole } as const;

/** From level 2 on a run may belong to the dataset itself, and then names no document. */
export const ofRun2 = { ...ofRun1, documentId: optional(text) } as const;
export const ofAttempt2 = { ...ofRun2, taskId: text, attempt: whole } as const;

export const taskWindow1 = record('TaskWindow', { taskId: text, first: whole, last: whole });
const window2 = record('Window', { first: whole, last: whole });
export const tasksAdded2 = record('TasksAdded', { kind: text, from: whole, windows: list(window2) });
export const taskResult1 = record('TaskResult', { artifact: text, chunks: whole, tokens: whole, pages: whole });
export const taskError1 = record('TaskError', { code: text, message: text });
export const cancelReason1 = oneOf('CancelReason', 'asked', 'superseded', 'document-deleted');
