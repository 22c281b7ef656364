const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.4 MiB` */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? 'B'}`;
}

/** `840 ms`, `3.2 s`, `4 min 10 s`, `2 h 5 min` */
export function durationText(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** `1 page`, `2 pages` */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Cuts out the middle: the end of a path is what distinguishes it. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = Math.floor((max - 1) * 0.6);
  return `${text.slice(0, max - 1 - end)}…${text.slice(text.length - end)}`;
}

/** A bar of `width` cells; `done` from 0 to 1. */
export function barText(done: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, done)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
