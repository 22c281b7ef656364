/** Reads PDFs one after another with the library alone: `node bare-child.ts FILE…`. */
import { bareReaders } from './bare.ts';

for (const file of process.argv.slice(2)) await bareReaders['pdf']?.(file);
