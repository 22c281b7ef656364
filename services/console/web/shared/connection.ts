import { signal } from '@preact/signals';

/** The state of the stream of changes that the page depends on. */
export const connection = signal<'none' | 'open' | 'broken'>('none');
