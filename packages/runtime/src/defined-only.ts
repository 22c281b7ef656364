type DefinedOnly<Value extends object> = { -readonly [Name in keyof Value]?: Exclude<Value[Name], undefined> };

/** The members that have a value. An optional member is absent, never undefined: that is how JSON and our types have it. */
export function definedOnly<Value extends object>(value: Value): DefinedOnly<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as DefinedOnly<Value>;
}
