type Message = { readonly kind: 'asks' } | { readonly kind: 'key'; readonly key: string } | { readonly kind: 'signed-out' };

export interface Tabs {
  /** Asks the other tabs for their key. Their answer comes by `onKey`. */
  ask(): void;
  give(key: string): void;
  signOut(): void;
}

export interface TabsOptions {
  /** Returns the key of this tab, for another tab that asks. */
  readonly key: () => string | undefined;
  readonly onKey: (key: string) => void;
  readonly onSignedOut: () => void;
}

/** The messages between the tabs of one browser. The key is never written to disk for this, and is lost with the last tab. */
export function connectTabs({ key, onKey, onSignedOut }: TabsOptions): Tabs {
  const channel = new BroadcastChannel('ragtime.session');
  const send = (message: Message) => channel.postMessage(message);
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'key') return onKey(data.key);
    if (data.kind === 'signed-out') return onSignedOut();
    const own = key();
    if (own !== undefined) send({ kind: 'key', key: own });
  });
  return {
    ask: () => send({ kind: 'asks' }),
    give: (own) => send({ kind: 'key', key: own }),
    signOut: () => send({ kind: 'signed-out' }),
  };
}
