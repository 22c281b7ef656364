import { useEffect } from 'preact/hooks';
import { texts } from '../texts/texts.ts';

/** Names the tab after what it shows; the most special part comes first. */
export function useTitle(...parts: readonly (string | undefined)[]): void {
  const title = [...parts, texts.product].filter((part) => part !== undefined && part !== '').join(texts.separator);
  useEffect(() => {
    document.title = title;
  }, [title]);
}
