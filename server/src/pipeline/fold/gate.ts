// Owns the gate that lets readers see facts only before or after a replacement, never half-way.

export interface Gate {
  /** Runs `task` while nothing is being replaced; readers run side by side. */
  read<T>(task: () => Promise<T>): Promise<T>;
  /** Runs `task` alone. */
  write<T>(task: () => Promise<T>): Promise<T>;
}

export function createGate(): Gate {
  let readers: Promise<unknown>[] = [];
  let writer: Promise<unknown> = Promise.resolve();
  const quietly = (task: Promise<unknown>) => task.then(nothing, nothing);
  return {
    read(task) {
      const run = writer.then(task);
      const done = quietly(run);
      readers.push(done);
      void done.then(() => {
        readers = readers.filter((reader) => reader !== done);
      });
      return run;
    },
    write(task) {
      const run = Promise.all([writer, ...readers]).then(task);
      writer = quietly(run);
      return run;
    },
  };
}

function nothing(): void {}
