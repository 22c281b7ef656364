/** Runs `work` for all items in their order, `atATime` of them at once. The first error ends it. */
export async function eachOf<Item>(items: readonly Item[], atATime: number, work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
