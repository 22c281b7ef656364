import type { Window } from '../../plan.ts';
import type { PDFDocumentProxy } from './open.ts';

/** The most bookmarks that are read: each costs a look-up in the file. */
const itemsMax = 2_000;
const textMax = 200;

interface Bookmark {
  readonly title: string;
  readonly level: number;
  /** Counts from 1. */
  readonly page: number;
}

type OutlineItem = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>[number];

/** Gives each window the path of bookmarks above its first page. A broken outline counts as no outline. */
export async function withBookmarks(document: PDFDocumentProxy, windows: readonly Window[]): Promise<readonly Window[]> {
  if (windows.length < 2) return windows;
  const bookmarks = await readBookmarks(document).catch(() => []);
  return windows.map((window) => {
    const headings = pathBefore(bookmarks, window.first);
    return headings.length === 0 ? window : { ...window, headings };
  });
}

/** Bookmarks that begin on the first page of the window are left out: that page itself contains their headings. */
function pathBefore(bookmarks: readonly Bookmark[], page: number): readonly string[] {
  const path: Bookmark[] = [];
  for (const bookmark of bookmarks) {
    if (bookmark.page >= page) break;
    while ((path.at(-1)?.level ?? 0) >= bookmark.level) path.pop();
    path.push(bookmark);
  }
  return path.map(({ title }) => title);
}

async function readBookmarks(document: PDFDocumentProxy): Promise<readonly Bookmark[]> {
  const bookmarks: Bookmark[] = [];
  const waiting = ((await document.getOutline()) ?? []).map((item) => ({ item, level: 1 })).reverse();
  for (let next = waiting.pop(); next !== undefined && bookmarks.length < itemsMax; next = waiting.pop()) {
    const { item, level } = next;
    const page = await pageOf(document, item);
    const title = item.title.replaceAll(/\s+/gu, ' ').trim().slice(0, textMax);
    if (page !== undefined && title !== '') bookmarks.push({ title, level, page });
    waiting.push(...item.items.map((inner: OutlineItem) => ({ item: inner, level: level + 1 })).reverse());
  }
  return bookmarks.sort((a, b) => a.page - b.page);
}

async function pageOf(document: PDFDocumentProxy, item: OutlineItem): Promise<number | undefined> {
  const destination = typeof item.dest === 'string' ? await document.getDestination(item.dest) : item.dest;
  const target: unknown = destination?.[0];
  if (typeof target === 'number') return target + 1;
  if (typeof target !== 'object' || target === null || !('num' in target) || !('gen' in target)) return undefined;
  return (await document.getPageIndex({ num: Number(target.num), gen: Number(target.gen) })) + 1;
}
