import type { ChunkField, ChunkFieldValue, ChunkMethods, SettingsChangeOf, SettingsOf } from './chunk-methods.ts';

export interface SettingsFault {
  readonly field: string;
  readonly message: string;
}
export type ChangedSettings<Settings> =
  | { readonly kind: 'changed'; readonly chunking: Settings }
  | { readonly kind: 'refused'; readonly faults: readonly SettingsFault[] };

/** Settings or a change of them, of whichever method. */
type Members = Readonly<Record<string, ChunkFieldValue | string | undefined>>;

export function createChunkRules<const Methods extends ChunkMethods>(methods: Methods) {
  type Settings = SettingsOf<Methods>;
  const fieldsOf = (method: unknown): readonly (readonly [string, ChunkField])[] => Object.entries(methods[String(method)]?.fields ?? {});
  const make = (method: unknown, valueOf: (name: string, field: ChunkField) => Members[string]): Members =>
    Object.fromEntries([['method', String(method)], ...fieldsOf(method).map(([name, field]) => [name, valueOf(name, field)] as const)]);

  /** The settings of a dataset that has chosen the method and nothing else. */
  const defaultsOf = <Name extends keyof Methods & string>(method: Name) =>
    make(method, (_, field) => field.default) as SettingsOf<Methods, Name>;

  /** Without what its method does not have, in the order of the table. */
  function trimmed(settings: Settings): Settings {
    const given: Members = settings;
    return make(settings.method, (name) => given[name]) as Settings;
  }

  function isSame(one: Settings, other: Settings): boolean {
    const [mine, theirs]: readonly [Members, Members] = [one, other];
    return one.method === other.method && fieldsOf(one.method).every(([name]) => isSameValue(mine[name], theirs[name]));
  }

  /** What is left out stays. Another method starts from its own defaults. Only what the change names is held to the bounds of today. */
  function change(present: Settings, wanted: SettingsChangeOf<Methods>): ChangedSettings<Settings> {
    const { method = present.method, ...given }: Members = wanted;
    const base: Members = method === present.method ? present : make(method, (_, field) => field.default);
    const chunking = make(method, (name) => given[name] ?? base[name]);
    const named = Object.entries(given).filter(([, value]) => value !== undefined);
    const fields = new Map(fieldsOf(method));
    const faults = [
      ...named.flatMap(([name, value]) => faultOf(name, value, fields.get(name), String(method))),
      ...[...fields].flatMap(([name, field]) => notBelow(name, field, chunking)),
    ];
    return faults.length === 0 ? { kind: 'changed', chunking: chunking as Settings } : { kind: 'refused', faults };
  }

  return { defaultsOf, trimmed, isSame, change };
}

function isSameValue(one: Members[string], other: Members[string]): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function faultOf(name: string, value: Members[string], field: ChunkField | undefined, method: string): readonly SettingsFault[] {
  if (field === undefined) return [{ field: name, message: `is no setting of the method ${method}` }];
  const message = field.kind === 'whole' ? wholeFault(value, field) : textsFault(value, field);
  return message === undefined ? [] : [{ field: name, message }];
}

function wholeFault(value: Members[string], { min, max }: Extract<ChunkField, { kind: 'whole' }>): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return undefined;
  return `must be a whole number from ${min} to ${max}`;
}

function textsFault(value: Members[string], { itemsMax, lengthMax }: Extract<ChunkField, { kind: 'texts' }>): string | undefined {
  if (typeof value !== 'object' || value.length > itemsMax) return `must be a list of at most ${itemsMax} texts`;
  return value.every((text) => text.length >= 1 && text.length <= lengthMax) ? undefined : `texts must have 1 to ${lengthMax} characters`;
}

function notBelow(name: string, field: ChunkField, chunking: Members): readonly SettingsFault[] {
  if (field.kind !== 'whole' || field.below === undefined) return [];
  const isBelow = Number(chunking[name]) < Number(chunking[field.below]);
  return isBelow ? [] : [{ field: name, message: `must be smaller than ${field.below}` }];
}
