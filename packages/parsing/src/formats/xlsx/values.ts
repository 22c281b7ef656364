import type { NumberFormat } from './styles.ts';

const dayMs = 86_400_000;

/** The days from the first day of the workbook to 1970: Excel counts from 30 December 1899, old Macs from 1904. */
const epochDays = { usual: 25_569, from1904: 24_107 };

/** Numbers as people write them: no more digits than a spreadsheet has, and dates as ISO 8601. */
export function shownNumber(raw: string, format: NumberFormat, startsIn1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (format === 'date') return shownDate(value, startsIn1904) ?? raw;
  if (format === 'percent') return `${plain(value * 100)}%`;
  return plain(value);
}

function plain(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** A whole number is a day, a number below 1 is a time, and any other is both. */
function shownDate(value: number, startsIn1904: boolean): string | undefined {
  const days = value - (startsIn1904 ? epochDays.from1904 : epochDays.usual);
  const date = new Date(Math.round((days * dayMs) / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  const [day = '', time = ''] = date
    .toISOString()
    .replace(/(?::00)?\.000Z$/u, '')
    .split('T');
  if (Number.isInteger(value)) return day;
  return value < 1 && value >= 0 ? time : `${day} ${time}`;
}
