import { writeFileSync } from 'node:fs';
import { indexPage } from './index-page.ts';

/** Brings the index of the error pages up to the table. The pages themselves are written by people. */
writeFileSync(new URL('../../../../docs/errors/README.md', import.meta.url), indexPage());
