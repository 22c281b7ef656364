import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startWorld } from './support/world.ts';

/** Writes what the routes say of themselves to where the client is made from. */
const world = await startWorld({ worker: false });
try {
  const file = fileURLToPath(new URL('../../../packages/client/openapi.json', import.meta.url));
  await writeFile(file, `${JSON.stringify(world.app.swagger(), null, 2)}\n`);
} finally {
  await world.close();
}
