import type { Scope, ScopeDraft } from '@ragtime/domain';

/** Entities of one scope by kind and id. Only `ScopeDraft` pairs kinds with their entities, so they are `unknown` here. */
export type ScopeData = Map<string, Map<string, unknown>>;

/** Reads and writes a scope's own maps. @param touch is called for every entity that is put or removed. */
export function scopeOver<Entities>(data: ScopeData, touch?: (kind: string, id: string) => void): ScopeDraft<Entities> {
  return {
    get: <Kind extends keyof Entities & string>(kind: Kind, id: string) => data.get(kind)?.get(id) as Entities[Kind] | undefined,
    list: <Kind extends keyof Entities & string>(kind: Kind) => (data.get(kind) ?? []) as Iterable<readonly [string, Entities[Kind]]>,
    put(kind, id, entity) {
      touch?.(kind, id);
      const own = data.get(kind);
      if (own === undefined) data.set(kind, new Map([[id, entity]]));
      else own.set(id, entity);
    },
    remove(kind, id) {
      touch?.(kind, id);
      const own = data.get(kind);
      if (own?.delete(id) && own.size === 0) data.delete(kind);
    },
    clear() {
      if (touch !== undefined) for (const [kind, entities] of data) for (const id of entities.keys()) touch(kind, id);
      data.clear();
    },
  };
}

/** Changes on top of a scope. The scope stays unchanged until they are applied. */
export interface Draft<Entities> extends ScopeDraft<Entities> {
  applyTo(target: ScopeDraft<Entities>): void;
}

const removed = Symbol('removed');

export function draftOver<Entities>(parent: Scope<Entities>): Draft<Entities> {
  type Kind = keyof Entities & string;
  const changes = new Map<Kind, Map<string, unknown>>();
  let cleared = false;

  function set(kind: Kind, id: string, entity: unknown): void {
    const own = changes.get(kind);
    if (own === undefined) changes.set(kind, new Map([[id, entity]]));
    else own.set(id, entity);
  }

  function* list<Listed extends Kind>(kind: Listed): Generator<readonly [string, Entities[Listed]]> {
    const own = changes.get(kind);
    if (!cleared) for (const entry of parent.list(kind)) if (!own?.has(entry[0])) yield entry;
    for (const [id, entity] of own ?? []) if (entity !== removed) yield [id, entity as Entities[Listed]];
  }

  return {
    get<Asked extends Kind>(kind: Asked, id: string) {
      const own = changes.get(kind)?.get(id);
      if (own !== undefined) return own === removed ? undefined : (own as Entities[Asked]);
      return cleared ? undefined : parent.get(kind, id);
    },
    list,
    put: set,
    remove: (kind, id) => set(kind, id, removed),
    clear() {
      changes.clear();
      cleared = true;
    },
    applyTo(target) {
      if (cleared) target.clear();
      for (const [kind, entities] of changes) {
        for (const [id, entity] of entities) {
          if (entity === removed) target.remove(kind, id);
          else target.put(kind, id, entity as Entities[typeof kind]);
        }
      }
    },
  };
}
