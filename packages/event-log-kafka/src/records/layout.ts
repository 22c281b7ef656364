/** Where the fields of a record batch of version 2 begin (Kafka's protocol guide, "Record Batch"). */
export const batchLayout = {
  baseOffset: 0,
  length: 8,
  afterLength: 12,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
} as const;
export const batchHeaderBytes = 61;

/** The only header of a record: the offset at which it must land, 8 bytes, and the link of the record before it, 8 bytes. */
export const stampHeader = 'rt';
export const stampBytes = 16;
