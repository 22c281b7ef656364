/** Asks all the time until it is stopped. @returns everything that was answered. */
export function reading<Answer>(ask: () => Promise<Answer>): { stop(): Promise<readonly Answer[]> } {
  const answers: Answer[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) answers.push(await ask());
  })();
  return {
    async stop() {
      isOver = true;
      await asking;
      return answers;
    },
  };
}
