import type { Interceptor, PrimitiveValueExpression } from 'slonik';

/** Postgres has no U+0000 in its texts, and no half characters: what a file's name, a query or a broken program may well contain. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

/** In values of every statement, so that what was written under a name is found under it. JSON is cleaned before it becomes text. */
export const cleanTexts: Interceptor = {
  name: 'clean-texts',
  transformQuery: (_context, query) => ({ ...query, values: query.values.map(clean) }),
};

function clean(value: PrimitiveValueExpression): PrimitiveValueExpression {
  if (typeof value === 'string') return value.includes('\u0000') ? storableText(value) : value;
  return isList(value) ? value.map(clean) : value;
}

const isList = (value: PrimitiveValueExpression): value is readonly PrimitiveValueExpression[] => Array.isArray(value);
