// Owns asking and answering: who answers in this process, and gathering answers until they are enough.
import type { Log } from '../log/index.ts';
import type { AskOptions } from './port.ts';

export type Responder = (question: unknown) => unknown | Promise<unknown>;

/** A word of one process that was asked. */
export interface Said {
  /** Absent: nothing to say. */
  answer?: unknown;
  /** It will say nothing more. */
  last: boolean;
}

export interface Responders {
  add(channel: string, responder: Responder): () => void;
  /** Has those of this process answer, each as soon as it can; `last` after them all. Never throws. */
  answerAll(channel: string, question: unknown, say: (said: Said) => void): void;
  clear(): void;
}

export function createResponders(log: Log): Responders {
  const channels = new Map<string, Set<Responder>>();

  async function answerOf(channel: string, responder: Responder, question: unknown): Promise<unknown> {
    try {
      return await responder(question);
    } catch (error) {
      log.error({ err: error, channel }, 'a question over the bus could not be answered');
      return undefined;
    }
  }

  return {
    add(channel, responder) {
      const found = channels.get(channel) ?? new Set();
      channels.set(channel, found.add(responder));
      return () => void found.delete(responder);
    },
    answerAll(channel, question, say) {
      const asked = [...(channels.get(channel) ?? [])];
      let left = asked.length;
      if (left === 0) say({ last: true });
      for (const responder of asked) {
        void answerOf(channel, responder, question).then((answer) => say({ answer, last: --left === 0 }));
      }
    },
    clear: () => channels.clear(),
  };
}

export interface Gathering {
  readonly answers: Promise<unknown[]>;
  hear(said: Said): void;
  /** How many processes were asked; once all have spoken there is nothing to wait for. */
  expect(processes: number): void;
  /** With what there is so far. */
  end(): void;
}

export function createGathering({ timeoutMs, enough = (answers) => answers.length > 0 }: AskOptions): Gathering {
  const answers: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  const timer = setTimeout(end, timeoutMs);
  let heard = 0;
  let expected = Number.POSITIVE_INFINITY;

  function end(): void {
    clearTimeout(timer);
    resolve([...answers]);
  }

  return {
    answers: promise,
    hear({ answer, last }) {
      if (last) heard++;
      if (answer !== undefined) answers.push(answer);
      if (heard >= expected || (answer !== undefined && enough(answers))) end();
    },
    expect(processes) {
      expected = processes;
      if (heard >= expected) end();
    },
    end,
  };
}
