// Owns work that goes on one piece after the other, in the order in which it was asked for.

/** What fails fails for who asked, and holds up nobody. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
