import { writeFileSync } from 'node:fs';
import { pageFile, pageOf } from './page.ts';

writeFileSync(pageFile, pageOf());
