interface Described {
  /** For the reader of the API. */
  readonly about: string;
}

/** A whole number from 0. The bounds hold for what a caller sets from now on; settings that were accepted earlier stay. */
interface WholeField extends Described {
  readonly kind: 'whole';
  readonly min: number;
  readonly max: number;
  /** Another field of the method that this one has to be smaller than. */
  readonly below?: string;
  readonly default: number;
}

/** A list of texts, none of them empty. */
interface TextsField extends Described {
  readonly kind: 'texts';
  readonly itemsMax: number;
  /** UTF-16 units of one text. */
  readonly lengthMax: number;
  readonly default: readonly string[];
}

export type ChunkField = WholeField | TextsField;
export interface ChunkMethod extends Described {
  readonly fields: Readonly<Record<string, ChunkField>>;
}
export type ChunkMethods = Readonly<Record<string, ChunkMethod>>;

/**
 * The methods of cutting a document into passages, each with its fields, their bounds and their defaults. Types, schemas of records,
 * schemas of the API, comparison and changes derive from this table. Two methods may share the name of a field if it is of the same kind.
 *
 * A request for a hundred documents repeats the settings a hundred times in one command of at most 256 KiB: keep the bounds small.
 */
export const chunkMethods = {
  general: {
    about: 'Passages of whole paragraphs and sections where they fit.',
    fields: {
      chunkTokens: { kind: 'whole', min: 16, max: 2_048, default: 256, about: 'Most tokens of a passage.' },
      overlapTokens: {
        kind: 'whole',
        min: 0,
        max: 2_048,
        below: 'chunkTokens',
        default: 32,
        about: 'Tokens that a passage repeats of the one before; below chunkTokens.',
      },
      delimiters: {
        kind: 'texts',
        itemsMax: 16,
        lengthMax: 16,
        default: ['\n\n', '\n', '. ', '! ', '? ', '; '],
        about: 'Where passages may end, the best first.',
      },
    },
  },
} as const satisfies ChunkMethods;

export type ChunkMethodName = keyof typeof chunkMethods;

export type ChunkFieldValue = number | readonly string[];
type ValueOf<Field extends ChunkField> = Field extends WholeField ? number : readonly string[];

/** The settings of the named methods of a table: a union by `method`. */
export type SettingsOf<Methods extends ChunkMethods, Name extends keyof Methods = keyof Methods> = {
  readonly [Method in Name & string]: {
    readonly [Member in 'method' | keyof Methods[Method]['fields']]: Member extends keyof Methods[Method]['fields']
      ? ValueOf<Methods[Method]['fields'][Member]>
      : Method;
  };
}[Name & string];

type FieldsOf<Methods extends ChunkMethods> = { [Method in keyof Methods]: Methods[Method]['fields'] }[keyof Methods];
type KeyOfAny<Union> = Union extends unknown ? keyof Union & string : never;
type ValueInAny<Union, Key> = Union extends { readonly [Name in Key & string]: infer Field extends ChunkField } ? ValueOf<Field> : never;

/** A change of settings. Fields of all methods may be named; which of them fit is known once the method is. */
export type SettingsChangeOf<Methods extends ChunkMethods> = {
  readonly [Name in KeyOfAny<FieldsOf<Methods>>]?: ValueInAny<FieldsOf<Methods>, Name> | undefined;
} & { readonly method?: (keyof Methods & string) | undefined };

export type ChunkSettings<Name extends ChunkMethodName = ChunkMethodName> = SettingsOf<typeof chunkMethods, Name>;
export type ChunkSettingsChange = SettingsChangeOf<typeof chunkMethods>;
