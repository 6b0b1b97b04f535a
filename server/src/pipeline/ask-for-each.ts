// Owns asking the store the same of many machines.

/** So many that a store which answers several at once can. */
const questionsAtOnce = 100;

/** Does the work for all, some at a time. */
export async function askForEach<T>(all: readonly T[], ask: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values();
  const worker = async () => {
    for (const one of waiting) await ask(one);
  };
  await Promise.all(Array.from({ length: questionsAtOnce }, worker));
}
