export { createCodec, type EventCodec, SchemasMeet } from './codec/codec.ts';
export type { Problem } from './errors/entry.ts';
export { codeOfOutcome } from './errors/outcome-code.ts';
export {
  type ErrorCode,
  type ErrorEntry,
  errorTable,
  isProblemCode,
  type ProblemCode,
  problemOf,
  problemTypeUrl,
  type RecordFailureCode,
  type RejectionCode,
  retiredCodes,
  type StartFailureCode,
  type TaskFailureCode,
} from './errors/table.ts';
export { createLearningCodec } from './schema-log/learning-codec.ts';
export { type LoadedSchemas, loadSchemas, schemaTopic } from './schema-log/load.ts';
export { publishSchemas } from './schema-log/publish.ts';
