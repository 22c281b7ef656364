import { oneOf } from '../../avro/fields.ts';

export const erasureStore1 = oneOf('ErasureStore', 'read-model', 'index', 'blobs', 'keys');
