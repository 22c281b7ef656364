import {
  type ApiKeyId,
  type BlobId,
  type ChunkId,
  type DatasetId,
  type DatasetSettings,
  type DocumentId,
  defaultDatasetSettings,
  type EmailScope,
  type KeySlot,
  type NameHash,
  type Original,
  type ReceiptId,
  type RunId,
  type Sealed,
  type TenantId,
  type UserId,
  type WorkerId,
} from '@ragtime/domain';
import { uuidFromParts } from '@ragtime/runtime';

/** The story's ids look like real ones, and are the same in every run of it. */
const uuid = (name: string): string => uuidFromParts('golden log', name);

export const tenantId = uuid('tenant') as TenantId;
export const ada = uuid('ada') as UserId;
export const grace = uuid('grace') as UserId;
export const keyOfAda = uuid('key of ada') as ApiKeyId;
export const keyOfOperator = uuid('key of the operator') as ApiKeyId;
export const keyOfGrace = uuid('key of grace') as ApiKeyId;
export const handbook = uuid('handbook') as DatasetId;
export const archive = uuid('archive') as DatasetId;
export const abandoned = uuid('abandoned') as DatasetId;
export const policy = uuid('policy') as DocumentId;
export const scan = uuid('scan') as DocumentId;
export const firstWorker = uuid('first worker') as WorkerId;
export const secondWorker = uuid('second worker') as WorkerId;

export const chunkId = (name: string): ChunkId => uuid(`chunk ${name}`) as ChunkId;
export const runId = (name: string): RunId => uuid(`run ${name}`) as RunId;
export const receiptId = (name: string): ReceiptId => uuid(`receipt ${name}`) as ReceiptId;
export const keySlot = (name: string): KeySlot => uuid(`slot ${name}`) as KeySlot;
export const emailScope = (name: string): EmailScope => `email:${hex(name, 64)}` as EmailScope;
export const nameHash = (name: string): NameHash => hex(name, 64) as NameHash;
export const blobId = (name: string): BlobId => `${tenantId}/${handbook}/${policy}/${hex(name, 32)}` as BlobId;

/** Shaped like those of the vault: a version, a nonce, as many bytes as the text has, a tag. */
export function sealed(slot: KeySlot, text: string): Sealed {
  const length = 1 + 12 + Buffer.byteLength(text) + 16;
  const box = Uint8Array.from(Buffer.from(hex(`${slot} ${text}`, 2 * length), 'hex'));
  box[0] = 1;
  return { slot, box };
}

export const original = (name: string, mediaType: string, sizeBytes: number): Original => ({
  blobId: blobId(name),
  sha256: hex(name, 64),
  sizeBytes,
  mediaType,
});

export const settings: DatasetSettings = { ...defaultDatasetSettings, language: 'de', priority: 'high' };

/** Returns this many hexadecimal digits. */
function hex(name: string, digits: number): string {
  let all = '';
  for (let part = 0; all.length < digits; part += 1) all += uuid(`${name} ${part}`).replaceAll('-', '');
  return all.slice(0, digits);
}
