/** Numbers as readers of one language write them. */
export function numbersOf(language: string) {
  const plain = new Intl.NumberFormat(language);
  const plural = new Intl.PluralRules(language);
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  return {
    plain: (value: number): string => plain.format(value),
    /** Such as `1 page` or `1,200 pages`. */
    count: (value: number, one: string, other = `${one}s`): string =>
      `${plain.format(value)} ${plural.select(value) === 'one' ? one : other}`,
    time: (at: string): string => time.format(new Date(at)),
    duration: (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${plain.format(Number((ms / 1_000).toFixed(1)))} s`),
    /** A size in powers of 1,000, with at least two digits. */
    size(bytes: number): string {
      const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
      const value = bytes / 1000 ** power;
      const digits = power === 0 || value >= 10 ? 0 : 1;
      return `${new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)} ${units[power]}`;
    },
  };
}
