import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useGo } from './places.ts';

/**
 * Returns a function that closes the view above the page. It goes back in the history when the view was opened from the page below.
 * Otherwise, as after a direct visit to its address, it goes to the page below.
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
