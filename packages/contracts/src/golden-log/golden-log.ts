import { readFileSync, writeFileSync } from 'node:fs';
import type { StoredRecord } from '@ragtime/event-log';

/** One partition as a release wrote it: bytes that every later release must read. It includes records that do not count. */
export interface GoldenPartition {
  readonly topic: string;
  readonly records: readonly StoredRecord[];
}

/** `records` and `schemas` never change after their release. The present code makes `decoded` and `state` from them. */
export interface GoldenLog {
  readonly schemas: readonly string[];
  readonly partitions: readonly GoldenPartition[];
  /** The content of each record that counts, by topic, as plain JSON. */
  readonly decoded: unknown;
  /** Every entity that folding leaves, by topic and scope, as plain JSON. */
  readonly state: unknown;
}

/** The golden logs of all releases, one folder each. */
export const goldenFolder = new URL('../../golden/', import.meta.url);
/** The log of the next release. Without it, the newest release was written with the schemas of the present code. */
export const nextLog = 'next';

interface WrittenRecord {
  readonly offset: number;
  readonly key?: string;
  /** Base64. */
  readonly value?: string;
  readonly at?: number;
  /** Hexadecimal. */
  readonly previous?: string;
}

export function readGoldenLog(version: string): GoldenLog {
  const json = (file: string): unknown => JSON.parse(readFileSync(new URL(`${version}/${file}.json`, goldenFolder), 'utf8'));
  // This project wrote these files, and the tests that read them check their shape.
  const schemas = json('schemas') as readonly unknown[];
  const partitions = json('records') as readonly { readonly topic: string; readonly records: readonly WrittenRecord[] }[];
  return {
    schemas: schemas.map((schema) => JSON.stringify(schema)),
    partitions: partitions.map(({ topic, records }) => ({ topic, records: records.map(fromWritten) })),
    decoded: json('decoded'),
    state: json('state'),
  };
}

/** Without `records` and `schemas`, the bytes of a release stay as they are. */
export function writeGoldenLog(version: string, log: Pick<GoldenLog, 'decoded' | 'state'> & Partial<GoldenLog>): void {
  const write = (file: string, json: string) => writeFileSync(new URL(`${version}/${file}.json`, goldenFolder), `${json}\n`);
  if (log.schemas !== undefined) write('schemas', lines(log.schemas));
  if (log.partitions !== undefined) {
    const partitions = log.partitions.map(
      ({ topic, records }) =>
        `{"topic":${JSON.stringify(topic)},"records":${lines(records.map((record) => JSON.stringify(toWritten(record))))}}`,
    );
    write('records', lines(partitions));
  }
  write('decoded', JSON.stringify(log.decoded, undefined, 1));
  write('state', JSON.stringify(log.state, undefined, 1));
}

/** One item a line, so that a change is easy to see. */
const lines = (items: readonly string[]): string => `[\n${items.join(',\n')}\n]`;

const toWritten = ({ offset, key, value, stamp }: StoredRecord): WrittenRecord => ({
  offset,
  ...(key === undefined ? {} : { key }),
  ...(value === undefined ? {} : { value: Buffer.from(value).toString('base64') }),
  ...(stamp === undefined ? {} : { at: stamp.at, previous: Buffer.from(stamp.previous).toString('hex') }),
});

const fromWritten = ({ offset, key, value, at, previous }: WrittenRecord): StoredRecord => ({
  offset,
  key,
  value: value === undefined ? undefined : new Uint8Array(Buffer.from(value, 'base64')),
  stamp: at === undefined || previous === undefined ? undefined : { at, previous: new Uint8Array(Buffer.from(previous, 'hex')) },
});
