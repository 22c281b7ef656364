import { registerHooks } from 'node:module';
import { type Edit, editsOf, type Plant } from './plants.ts';

/** Whoever checks gets the honest sources: a checker that is wrong in the same way finds nothing. */
const checkers = ['/packages/event-log/src/testing/', '/simulation/src/checks/', '/simulation/src/work/'];
const honest = '?honest';

/** @throws when the place is not there exactly once: then the plant has to move with the code. */
export function planted(source: string, { find, replace, file }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`the place of a plant stands ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace);
}

/** From here on this thread loads the sources with the bug in them. Before anything else is imported. */
export function plantBug(plant: Plant): void {
  const edits = editsOf(plant);
  const editOf = (url: string): Edit | undefined => edits.find(({ file }) => url.endsWith(file));
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const isForChecker = checkers.some((place) => context.parentURL?.includes(place));
      return isForChecker && editOf(resolved.url) !== undefined ? { ...resolved, url: resolved.url + honest } : resolved;
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const edit = editOf(url);
      if (edit === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      return { ...loaded, source: planted(source, edit) };
    },
  });
}
