import { once } from 'node:events';
import { endWithParent } from '../child/watch.ts';

/** What a library does that a broken file sends round in circles, under the same watch as a parser. */
const watch = endWithParent();
watch.ref();
await once(watch, 'online');
await new Promise((resolve) => process.send?.({ looping: true }, resolve));
for (;;);
