/**
 * Returns the source with every call of one of its async functions reported to `chaosInside`.
 *
 * @param head such as `export async function name(`.
 * @throws when the head does not stand in the source exactly once: the code of the moment has moved.
 */
export function wrapped(source: string, head: string, moment: string): string {
  const [before, behind, ...more] = source.split(head);
  const name = /function (\w+)\($/u.exec(head)?.[1];
  if (before === undefined || behind === undefined || more.length > 0 || name === undefined)
    throw new Error(`"${head}" is to stand once in the source of the moment ${moment}`);
  const call = `return await globalThis.chaosInside('${moment}', () => ${name}Itself(...of));`;
  return `${before}${head}...of: any[]): Promise<any> { ${call} }\nasync function ${name}Itself(${behind}`;
}
