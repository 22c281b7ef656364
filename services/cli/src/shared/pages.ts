interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

type ReadPage<Item> = (cursor: { readonly cursor?: string }) => Promise<Page<Item>>;

/** Every item of a list, page after page. */
export async function* itemsOf<Item>(read: ReadPage<Item>): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? {} : { cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

export async function everyItem<Item>(read: ReadPage<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of itemsOf(read)) items.push(item);
  return items;
}
