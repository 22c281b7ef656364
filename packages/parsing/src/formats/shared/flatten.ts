/** A value that is nested deeper than this stays as JSON. */
const depthMax = 64;

/** Writes a JSON value as lines `path: value`, in its own order: `address.city: Bonn`, `tags[0]: new`. Empty values have no line. */
export function flatten(value: unknown): readonly string[] {
  const lines: string[] = [];
  const add = (path: string, inner: unknown, depth: number): void => {
    if (inner === null || inner === undefined || inner === '') return;
    if (typeof inner !== 'object') lines.push(path === '' ? plainText(inner) : `${path}: ${plainText(inner)}`);
    else if (depth === depthMax) lines.push(`${path}: ${JSON.stringify(inner)}`);
    else if (Array.isArray(inner) && inner.every(isPlain))
      add(path, inner.filter((each) => each !== null && each !== '').join(', '), depth + 1);
    else if (Array.isArray(inner)) inner.forEach((each, index) => add(`${path}[${index}]`, each, depth + 1));
    else for (const [key, each] of Object.entries(inner)) add(path === '' ? key : `${path}.${key}`, each, depth + 1);
  };
  add('', value, 0);
  return lines;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** The text of a JSON value that is neither an object nor an array. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
