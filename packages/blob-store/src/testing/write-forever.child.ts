import { realMachine } from '@ragtime/runtime';
import { openFolderBlobStore } from '../folder/folder-blob-store.ts';

/** Writes blobs of up to 3 MB, several at once, until it is killed, and writes a line for each that was acknowledged. */
const [folder = '', run = ''] = process.argv.slice(2);
const store = await openFolderBlobStore({ folder, machine: realMachine });

async function* source(sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < sizeBytes; sent += 50_000) yield Buffer.alloc(Math.min(50_000, sizeBytes - sent), sizeBytes % 251);
}

async function writeFrom(lane: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const sizeBytes = (count * 77_777 + lane * 1_234) % 3_000_000;
    const { path, sha256 } = await store.write(`tenant/dataset/run-${run}/${lane}-${count}-${sizeBytes}`, source(sizeBytes), {
      bytesMax: 5_000_000,
    });
    process.stdout.write(`written ${path} ${sha256}\n`);
  }
}

await Promise.all([1, 2, 3].map(writeFrom));
