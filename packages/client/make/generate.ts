import { writeFile } from 'node:fs/promises';
import { makeTypes, typesFile } from './types.ts';

await writeFile(typesFile, await makeTypes());
