import { realMachine } from '@ragtime/runtime';
import { blobStoreContract } from '../contract/index.ts';
import { createMemoryBlobStore } from './memory-blob-store.ts';

blobStoreContract('the store in memory', async () => createMemoryBlobStore(realMachine));
