import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startApis } from '../installation/apis.ts';

/** Writes the description of all routes to the file that the client is made from, in the format that the lint asks for. */
const apis = await startApis({ worker: false });
try {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const file = `${root}packages/client/openapi.json`;
  await writeFile(file, `${JSON.stringify(apis.app.swagger(), null, 2)}\n`);
  execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', file], { stdio: 'inherit' });
} finally {
  await apis.close();
}
