import type { Interceptor, PrimitiveValueExpression } from 'slonik';

/** Postgres texts cannot hold U+0000 or lone surrogates, but file names, queries and faulty programs may contain them. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

/**
 * Cleans the values of every statement, so that a row is found under the name with which it was written. JSON is cleaned before it becomes text.
 */
export const cleanTexts: Interceptor = {
  name: 'clean-texts',
  transformQuery: (_context, query) => ({ ...query, values: query.values.map(clean) }),
};

function clean(value: PrimitiveValueExpression): PrimitiveValueExpression {
  if (typeof value === 'string') return value.includes('\u0000') ? storableText(value) : value;
  return isList(value) ? value.map(clean) : value;
}

const isList = (value: PrimitiveValueExpression): value is readonly PrimitiveValueExpression[] => Array.isArray(value);
