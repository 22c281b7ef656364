import { join } from 'node:path';
import { makeDocuments } from './make-documents.ts';

for (const name of await makeDocuments(join(import.meta.dirname, '../documents'))) console.log(name);
