/** Entities as they are at the cut; undefined means removed. Entities are immutable, so a reference to one is a copy. */
export type ChangedEntities = ReadonlyMap<string, unknown>;

/** The differences between two cuts: entities by scope, kind and id, and the commands that were remembered. */
export interface Changes {
  readonly entities: ReadonlyMap<string, ReadonlyMap<string, ChangedEntities>>;
  readonly remembered: readonly RememberedHour[];
}

/** The commands of one hour of record time: hashes and offsets as `CommandMemory` holds them. */
export interface RememberedHour {
  readonly hour: number;
  /** high, low, offset, high, low, offset, … */
  readonly commands: readonly number[];
}

/** Records which entities were touched since the last cut. */
export interface Touched {
  touch(scope: string, kind: string, id: string): void;
  readonly size: number;
  /** Returns the touched entities as they are now, and clears the record. */
  take(current: (scope: string, kind: string, id: string) => unknown): Changes['entities'];
}

export function createTouched(): Touched {
  let scopes = new Map<string, Map<string, Set<string>>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    touch(scope, kind, id) {
      let kinds = scopes.get(scope);
      if (kinds === undefined) scopes.set(scope, (kinds = new Map()));
      let ids = kinds.get(kind);
      if (ids === undefined) kinds.set(kind, (ids = new Set()));
      if (ids.has(id)) return;
      ids.add(id);
      size += 1;
    },
    take(current) {
      const taken = new Map<string, Map<string, Map<string, unknown>>>();
      for (const [scope, kinds] of scopes) {
        const ofScope = new Map<string, Map<string, unknown>>();
        taken.set(scope, ofScope);
        for (const [kind, ids] of kinds) {
          const ofKind = new Map<string, unknown>();
          ofScope.set(kind, ofKind);
          for (const id of ids) ofKind.set(id, current(scope, kind, id));
        }
      }
      scopes = new Map();
      size = 0;
      return taken;
    },
  };
}

/** Merges changes. Later ones replace earlier ones. */
export function mergeChanges(
  all: readonly Changes[],
  {
    forgetBefore,
    isWhole,
  }: { readonly forgetBefore: number /** No older segment lies below, so removals can be dropped. */; readonly isWhole: boolean },
): Changes {
  const entities = new Map<string, Map<string, Map<string, unknown>>>();
  const remembered = new Map<number, number[]>();
  for (const changes of all) {
    for (const [scope, kinds] of changes.entities) {
      const ofScope = entities.get(scope) ?? new Map<string, Map<string, unknown>>();
      entities.set(scope, ofScope);
      for (const [kind, ids] of kinds) {
        const ofKind = ofScope.get(kind) ?? new Map<string, unknown>();
        ofScope.set(kind, ofKind);
        for (const [id, entity] of ids) ofKind.set(id, entity);
      }
    }
    for (const { hour, commands } of changes.remembered) {
      if (hour < forgetBefore) continue;
      const before = remembered.get(hour);
      if (before === undefined) remembered.set(hour, [...commands]);
      else for (const word of commands) before.push(word);
    }
  }
  if (isWhole) dropRemoved(entities);
  return { entities, remembered: [...remembered].map(([hour, commands]) => ({ hour, commands })) };
}

function dropRemoved(entities: Map<string, Map<string, Map<string, unknown>>>): void {
  for (const [scope, kinds] of entities) {
    for (const [kind, ids] of kinds) {
      for (const [id, entity] of ids) if (entity === undefined) ids.delete(id);
      if (ids.size === 0) kinds.delete(kind);
    }
    if (kinds.size === 0) entities.delete(scope);
  }
}

/** The number of entities and remembered commands. The cost of writing and reading grows with it. */
export function sizeOf({ entities, remembered }: Changes): number {
  let size = 0;
  for (const kinds of entities.values()) for (const ids of kinds.values()) size += ids.size;
  for (const { commands } of remembered) size += commands.length / 3;
  return size;
}
