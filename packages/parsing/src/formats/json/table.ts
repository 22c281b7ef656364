import { plainText } from '../shared/flatten.ts';

const rowsMin = 2;

/** The rows with their column names first, if the value is an array of flat objects that mostly have the same members. */
export function asTable(value: unknown): readonly (readonly string[])[] | undefined {
  if (!Array.isArray(value) || value.length < rowsMin || !value.every(isFlatObject)) return undefined;
  const names = [...new Set(value.flatMap((each) => Object.keys(each)))];
  const filled = value.reduce((sum, each) => sum + Object.keys(each).length, 0);
  if (names.length === 0 || filled < 0.5 * names.length * value.length) return undefined;
  return [names, ...value.map((each) => names.map((name) => cell(each[name])))];
}

function isFlatObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => typeof each !== 'object' || each === null);
}

function cell(value: unknown): string {
  return value === undefined || value === null ? '' : plainText(value);
}
