export { createCodec, type EventCodec } from './codec/codec.ts';
export { type LoadedSchemas, loadSchemas, schemaTopic } from './schema-log/load.ts';
export { publishSchemas } from './schema-log/publish.ts';
