import { signal } from '@preact/signals';

/** How the stream of changes is that the page stands on. */
export const connection = signal<'none' | 'open' | 'broken'>('none');
