import { oneOf, record, text, whole } from '../../avro/fields.ts';

/** What every event of a run begins with. */
export const ofRun1 = { datasetId: text, documentId: text, run: whole, runId: text } as const;
/** What every event of an attempt begins with. */
export const ofAttempt1 = { ...ofRun1, taskId: text, attempt: whole } as const;

export const taskWindow1 = record('TaskWindow', { taskId: text, first: whole, last: whole });
export const taskResult1 = record('TaskResult', { artifact: text, chunks: whole, tokens: whole, pages: whole });
export const taskError1 = record('TaskError', { code: text, message: text });
export const cancelReason1 = oneOf('CancelReason', 'asked', 'superseded', 'document-deleted');
