import { record, text, whole } from '../../avro/fields.ts';

export const original1 = record('Original', { blobId: text, sha256: text, sizeBytes: whole, mediaType: text });
