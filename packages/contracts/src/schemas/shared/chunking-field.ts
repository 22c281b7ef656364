import type { ChunkField, ChunkMethods, SettingsOf } from '@ragtime/domain';
import { type Field, list, oneOf, optional, record, text, whole } from '../../avro/fields.ts';

/** The methods that a level has, and the fields that each has there: a released level does not grow with the table. */
type Level<Methods extends ChunkMethods> = {
  readonly [Method in keyof Methods]?: readonly (keyof Methods[Method]['fields'] & string)[];
};
type AtLevel<Methods extends ChunkMethods, Of> = {
  readonly [Method in keyof Of & keyof Methods]: {
    readonly about: string;
    readonly fields: Pick<
      Methods[Method]['fields'],
      Of[Method] extends readonly (infer Name)[] ? Name & keyof Methods[Method]['fields'] : never
    >;
  };
};

/**
 * One flat record for all methods. A field that not every method has is optional, and read as `undefined` where the method has none of
 * that name: so a level with another method reads the one before it without an upcast.
 *
 * @throws TypeError where two methods have a field of one name but not of one kind.
 */
export function chunkingField<const Methods extends ChunkMethods, const Of extends Level<Methods>>(
  methods: Methods,
  level: Of,
): Field<SettingsOf<AtLevel<Methods, Of>>> {
  const fieldsOfMethods = Object.entries(level).map(
    ([method, names]) => new Map([...(names ?? [])].map((name) => [String(name), methods[method]?.fields[name]])),
  );
  const names = [...new Set(fieldsOfMethods.flatMap((fields) => [...fields.keys()]))];
  const members = names.map((name) => {
    const kinds = new Set(fieldsOfMethods.map((fields) => fields.get(name)?.kind));
    const inAll = !kinds.delete(undefined);
    const [kind, another] = kinds;
    if (kind === undefined || another !== undefined) throw new TypeError(`the field ${name} of chunk methods has no single kind`);
    return [name, inAll ? fieldOf[kind] : optional(fieldOf[kind])] as const;
  });
  const field = record('Chunking', { method: oneOf('ChunkMethod', ...Object.keys(level)), ...Object.fromEntries(members) });
  return field as Field<unknown> as Field<SettingsOf<AtLevel<Methods, Of>>>;
}

const fieldOf: Readonly<Record<ChunkField['kind'], Field<unknown>>> = { whole, texts: list(text) };
