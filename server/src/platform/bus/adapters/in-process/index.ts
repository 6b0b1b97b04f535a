// Owns the bus where one process is the whole installation.
import type { Log } from '../../../log/index.ts';
import { createGathering, createResponders, type Gathering } from '../../answers.ts';
import { createListeners, toText } from '../../listeners.ts';
import type { Bus } from '../../port.ts';

export function createInProcessBus({ log }: { log: Log }): Bus {
  const listeners = createListeners(log);
  const responders = createResponders(log);
  const open = new Set<Gathering>();

  return {
    publish(channel, message) {
      const text = toText(channel, message, log);
      // Later, as over a network: whoever publishes is never called back in the middle of it.
      if (text !== undefined) queueMicrotask(() => listeners.deliver(channel, text));
    },
    async subscribe(channel, listener) {
      // A function of its own, so that one listener may be subscribed twice.
      const own = (message: unknown) => listener(message);
      listeners.add(channel, own);
      return () => void listeners.remove(channel, own);
    },
    async ask(channel, question, options) {
      const text = toText(channel, question, log);
      if (text === undefined) return [];
      const gathering = createGathering(options);
      open.add(gathering);
      gathering.expect(1);
      responders.answerAll(channel, JSON.parse(text), ({ answer, last }) => {
        const said = answer === undefined ? undefined : toText(channel, answer, log);
        gathering.hear({ answer: said === undefined ? undefined : JSON.parse(said), last });
      });
      return gathering.answers.finally(() => open.delete(gathering));
    },
    answer: async (channel, responder) => responders.add(channel, responder),
    async check() {},
    async close() {
      listeners.clear();
      responders.clear();
      for (const gathering of open) gathering.end();
    },
  };
}
