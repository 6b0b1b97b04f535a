// A query shows the newest answer to the newest question, and what it has while that is on its way.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { ApiError } from '../../../../web/src/api/error.ts';
import { type QueryOptions, useQuery } from '../../../../web/src/api/query.ts';

const scopes: ReturnType<typeof effectScope>[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const scope of scopes.splice(0)) scope.stop();
});

function setUp(options: QueryOptions<string[]> = {}) {
  const key = ref<string | undefined>('a');
  const asked: { key: string; signal: AbortSignal; answer: (value: string[]) => void; fail: (error: Error) => void }[] =
    [];
  const scope = effectScope();
  scopes.push(scope);
  const load = (which: string, signal: AbortSignal) =>
    new Promise<string[]>((answer, fail) => asked.push({ key: which, signal, answer, fail }));
  const query = scope.run(() => useQuery(() => key.value, load, options));
  if (!query) throw new Error('the scope did not run');
  const ask = (index: number) => {
    const found = asked[index];
    if (!found) throw new Error(`no question ${index}`);
    return found;
  };
  return { key, asked, ask, query, scope };
}
const settled = async () => {
  await nextTick();
  await Promise.resolve();
  await nextTick();
};

test('it asks at once, and is ready with an answer', async () => {
  const { ask, query } = setUp();
  expect(query.status.value).toBe('loading');
  ask(0).answer(['x']);
  await settled();
  expect(query.status.value).toBe('ready');
  expect(query.data.value).toEqual(['x']);
  expect(query.stale.value).toBe(false);
});

test('an answer with nothing in it is empty', async () => {
  const { ask, query } = setUp();
  ask(0).answer([]);
  await settled();
  expect(query.status.value).toBe('empty');
});

test('without a key nothing is asked', () => {
  const { key, asked, query } = setUp();
  key.value = undefined;
  return settled().then(() => {
    expect(asked).toHaveLength(1);
    expect(query.status.value).toBe('idle');
    expect(query.fetching.value).toBe(false);
  });
});

describe('a new question', () => {
  test('aborts the one before, whose answer is not shown any more', async () => {
    const { key, ask, query } = setUp();
    key.value = 'b';
    await settled();
    expect(ask(0).signal.aborted).toBe(true);
    ask(1).answer(['new']);
    ask(0).answer(['old']);
    await settled();
    expect(query.data.value).toEqual(['new']);
  });

  test('keeps the old answer, marked stale, until the new one is here', async () => {
    const { key, ask, query } = setUp();
    ask(0).answer(['a']);
    await settled();
    key.value = 'b';
    await settled();
    expect(query.data.value).toEqual(['a']);
    expect(query.stale.value).toBe(true);
    expect(query.status.value).toBe('ready');
    ask(1).answer(['b']);
    await settled();
    expect(query.stale.value).toBe(false);
  });
});

test('a failure shows only where there is nothing to show; else what is shown is stale', async () => {
  const { ask, query } = setUp();
  ask(0).fail(new Error('first'));
  await settled();
  expect(query.status.value).toBe('error');
  void query.refetch();
  ask(1).answer(['x']);
  await settled();
  expect(query.status.value).toBe('ready');
  expect(query.error.value).toBeUndefined();
  void query.refetch();
  ask(2).fail(new Error('later'));
  await settled();
  expect(query.status.value).toBe('ready');
  expect(query.stale.value).toBe(true);
});

test.each([403, 404])('what is denied (%i) does not stand still', async (status) => {
  const { ask, query } = setUp();
  ask(0).answer(['x']);
  await settled();
  void query.refetch();
  ask(1).fail(new ApiError(status, undefined));
  await settled();
  expect(query.data.value).toBeUndefined();
  expect(query.status.value).toBe('error');
});

test('it asks again by the clock, counted from the answer', async () => {
  vi.useFakeTimers();
  const { asked, ask } = setUp({ everyMs: (data) => (data?.length === 1 ? 100 : 1000) });
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toHaveLength(1);
  ask(0).answer(['x']);
  await vi.advanceTimersByTimeAsync(99);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2);
  expect(asked).toHaveLength(2);
});

test('when its component goes, it aborts and asks no more', async () => {
  vi.useFakeTimers();
  const { asked, ask, scope } = setUp({ everyMs: 10 });
  scope.stop();
  expect(ask(0).signal.aborted).toBe(true);
  ask(0).answer(['x']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(1);
});
