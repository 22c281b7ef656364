import { realMachine } from '@ragtime/runtime';
import { openFolderBlobStore } from '../folder/folder-blob-store.ts';

/** Writes and reads one large blob, and reports how far its memory grew meanwhile, in bytes. */
const [folder = '', sizeText = '0'] = process.argv.slice(2);
const store = await openFolderBlobStore({ folder, machine: realMachine });
const part = Buffer.alloc(64 * 1024, 7);
let bytesHighest = 0;
const look = () => {
  bytesHighest = Math.max(bytesHighest, process.memoryUsage.rss());
};

async function* source(sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < sizeBytes; sent += part.byteLength) {
    if (sent % (4 * 1024 * 1024) === 0) look();
    yield Buffer.from(part);
  }
}

async function writeAndRead(name: string, sizeBytes: number): Promise<void> {
  await store.write(`tenant/dataset/${name}`, source(sizeBytes), { bytesMax: sizeBytes });
  let read = 0;
  for await (const bytes of await store.read(`tenant/dataset/${name}`)) {
    read += bytes.byteLength;
    if (read % (4 * 1024 * 1024) === 0) look();
  }
  if (read !== sizeBytes) throw new Error(`${read} bytes of ${sizeBytes} came back`);
}

await writeAndRead('warm-up', 16 * 1024 * 1024);
bytesHighest = 0;
const bytesBefore = process.memoryUsage.rss();
await writeAndRead('large', Number(sizeText));
process.stdout.write(`${JSON.stringify({ grownBytes: bytesHighest - bytesBefore })}\n`);
