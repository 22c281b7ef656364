/** The last part of a name that may be a path, and the folders before it. */
export function partsOf(name: string): { readonly folder: string; readonly file: string } {
  const slash = name.lastIndexOf('/') + 1;
  return { folder: name.slice(0, slash), file: name.slice(slash) };
}

/** The extension of a name in lower case; `file` when the name has none. */
export const extensionOf = (name: string): string => (/\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? 'file').toLowerCase();
