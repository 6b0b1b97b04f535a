// A list read page by page: older ones come on demand, a new question begins anew.
import { afterEach, expect, test } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { usePages } from '../../../../web/src/api/pages.ts';

const scopes: ReturnType<typeof effectScope>[] = [];
afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop();
});
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTick();
};

function setUp(count: number) {
  const key = ref('a');
  const failing = ref(false);
  const asked: [key: string, before: number | undefined][] = [];
  const scope = effectScope();
  scopes.push(scope);
  const load = async (which: string, before: number | undefined) => {
    asked.push([which, before]);
    if (failing.value) throw new Error('out of reach');
    const newest = (before ?? count + 1) - 1;
    return [newest, newest - 1].filter((id) => id > 0).map((id) => ({ id, key: which }));
  };
  const pages = scope.run(() => usePages(() => key.value, load, 2));
  if (!pages) throw new Error('the scope did not run');
  const ids = () => pages.rows.value.map(({ id }) => id);
  return { key, failing, asked, pages, ids };
}

test('older ones follow the newest until there are none', async () => {
  const { asked, pages, ids } = setUp(5);
  await settled();
  expect(ids()).toEqual([5, 4]);
  expect(pages.more.value).toBe(true);
  await pages.older();
  expect(ids()).toEqual([5, 4, 3, 2]);
  await pages.older();
  expect(ids()).toEqual([5, 4, 3, 2, 1]);
  expect(pages.more.value).toBe(false);
  expect(asked.map(([, before]) => before)).toEqual([undefined, 4, 2]);
});

test('fewer than a page are all there are', async () => {
  const { pages } = setUp(1);
  await settled();
  expect(pages.more.value).toBe(false);
});

test('another question begins with its newest', async () => {
  const { key, pages, ids } = setUp(5);
  await settled();
  await pages.older();
  key.value = 'b';
  await settled();
  expect(ids()).toEqual([5, 4]);
  expect(pages.rows.value.every((row) => row.key === 'b')).toBe(true);
});

test('what could not be loaded can be asked for again', async () => {
  const { failing, pages, ids } = setUp(4);
  await settled();
  failing.value = true;
  await pages.older();
  expect(pages.error.value).toBeInstanceOf(Error);
  expect(ids()).toEqual([4, 3]);
  failing.value = false;
  await pages.older();
  expect(pages.error.value).toBeUndefined();
  expect(ids()).toEqual([4, 3, 2, 1]);
});
