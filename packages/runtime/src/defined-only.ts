type DefinedOnly<Value extends object> = { -readonly [Name in keyof Value]?: Exclude<Value[Name], undefined> };

/** Keeps the members that have a value. JSON and our types agree that an optional member is absent, never undefined. */
export function definedOnly<Value extends object>(value: Value): DefinedOnly<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as DefinedOnly<Value>;
}
