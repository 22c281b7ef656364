export { createCodec, type EventCodec } from './codec/codec.ts';
