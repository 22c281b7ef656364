import { once } from 'node:events';
import { endWithParent } from '../child/watch.ts';

/** Behaves like a library that loops on a broken file, with the same watch thread as a parser. */
const watch = endWithParent();
watch.ref();
await once(watch, 'online');
await new Promise((resolve) => process.send?.({ looping: true }, resolve));
for (;;);
