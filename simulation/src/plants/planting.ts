import { registerHooks } from 'node:module';
import { type Edit, editsOf, type Plant } from './plants.ts';

/** Checkers load the unchanged sources: a checker with the same bug would find nothing. */
const checkers = ['/packages/event-log/src/testing/', '/simulation/src/checks/', '/simulation/src/work/'];
const honest = '?honest';

/** @throws when the quoted line does not stand there exactly once: the plant must follow the code. */
export function planted(source: string, { find, replace, file }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`the place of a plant stands ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace);
}

/** From now on this thread loads the sources with the bug in them. Call it before any other import. */
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
