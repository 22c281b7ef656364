/**
 * The source with every call of one of its async functions told to `chaosInside`.
 *
 * @param head such as `export async function name(`.
 * @throws when it does not stand there exactly once: then the moment lies elsewhere by now.
 */
export function wrapped(source: string, head: string, moment: string): string {
  const [before, behind, ...more] = source.split(head);
  const name = /function (\w+)\($/u.exec(head)?.[1];
  if (before === undefined || behind === undefined || more.length > 0 || name === undefined)
    throw new Error(`"${head}" is to stand once in the source of the moment ${moment}`);
  const call = `return await globalThis.chaosInside('${moment}', () => ${name}Itself(...of));`;
  return `${before}${head}...of: any[]): Promise<any> { ${call} }\nasync function ${name}Itself(${behind}`;
}
