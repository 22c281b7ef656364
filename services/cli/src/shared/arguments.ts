import { InvalidArgumentError } from 'commander';

/** For an option that may be repeated. */
export const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const noneGiven: readonly string[] = [];

export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };

/** `field=value`, repeated. */
export function pairs(text: string, before: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be field=value.');
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}
