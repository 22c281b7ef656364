import { fileURLToPath } from 'node:url';

export const samples = fileURLToPath(new URL('../../../samples/documents', import.meta.url));
