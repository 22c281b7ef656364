import { useEffect } from 'preact/hooks';
import { texts } from '../texts/texts.ts';

/** Sets the title of the tab from the page it shows. The most specific part comes first. */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts, texts.product].filter((part) => part !== undefined && part !== '').join(texts.separator);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
