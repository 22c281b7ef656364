import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useGo } from './places.ts';

/**
 * What closes the thing above the page: it goes back to where it was opened from, or, where it was opened by its address, to the
 * page below it.
 */
export function useClosing(below: string): () => void {
  const { url } = useLocation();
  const go = useGo();
  const before = useRef<string | undefined>(undefined);
  const now = useRef(url);
  useEffect(() => {
    before.current = now.current === url ? undefined : now.current;
    now.current = url;
  }, [url]);
  return () => {
    if (before.current === below) history.back();
    else go(below, { replace: true });
  };
}
