// Owns the bus over Redis: published messages for all who listen, and answers on a channel of the asking process.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Log } from '../../../log/index.ts';
import { prefix, type Redis } from '../../../redis/index.ts';
import { createGathering, createResponders, type Gathering } from '../../answers.ts';
import { toText } from '../../listeners.ts';
import type { Bus } from '../../port.ts';
import { createSubscriptions } from './subscriptions.ts';

const questionSchema = z.object({ id: z.string(), to: z.string(), question: z.unknown() });
const replySchema = z.object({ id: z.string(), answer: z.unknown().optional(), last: z.boolean() });

const messagesOf = (channel: string) => `${prefix}:bus:${channel}`;
const questionsOf = (channel: string) => `${prefix}:ask:${channel}`;

export async function createRedisBus({ redis, log }: { redis: Redis; log: Log }): Promise<Bus> {
  const subscriptions = createSubscriptions(redis, log);
  const responders = createResponders(log);
  const answered = new Map<string, Promise<unknown>>();
  const open = new Map<string, Gathering>();
  const replies = `${prefix}:reply:${randomUUID()}`;
  await subscriptions.add(replies, (message) => {
    const reply = replySchema.safeParse(message);
    if (reply.success) open.get(reply.data.id)?.hear(reply.data);
  });

  function reply(channel: string, message: unknown): void {
    const asked = questionSchema.safeParse(message);
    if (!asked.success) return;
    const { id, to, question } = asked.data;
    responders.answerAll(channel, question, ({ answer, last }) => {
      // Also where there is nothing to say: whoever asked waits for nobody in vain.
      const text = toText(channel, { id, answer, last }, log) ?? JSON.stringify({ id, last });
      void redis.publish(to, text);
    });
  }

  return {
    publish(channel, message) {
      const text = toText(channel, message, log);
      if (text !== undefined) void redis.publish(messagesOf(channel), text);
    },
    subscribe: (channel, listener) => subscriptions.add(messagesOf(channel), listener),
    async ask(channel, question, options) {
      const id = randomUUID();
      const text = toText(channel, { id, to: replies, question }, log);
      if (text === undefined) return [];
      const gathering = createGathering(options);
      open.set(id, gathering);
      void redis.publish(questionsOf(channel), text).then((asked) => gathering.expect(asked ?? 0));
      return gathering.answers.finally(() => open.delete(id));
    },
    async answer(channel, responder) {
      const end = responders.add(channel, responder);
      if (!answered.has(channel)) {
        answered.set(
          channel,
          subscriptions.add(questionsOf(channel), (message) => reply(channel, message)),
        );
      }
      await answered.get(channel);
      return end;
    },
    check: redis.check,
    async close() {
      subscriptions.close();
      responders.clear();
      for (const gathering of open.values()) gathering.end();
    },
  };
}
