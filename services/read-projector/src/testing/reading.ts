/** Reads again and again until it is stopped. @returns all answers. */
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
