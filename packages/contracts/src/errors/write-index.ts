import { writeFileSync } from 'node:fs';
import { indexPage } from './index-page.ts';

/** Writes the index of the error pages from the table. People write the pages themselves. */
writeFileSync(new URL('../../../../docs/errors/README.md', import.meta.url), indexPage());
