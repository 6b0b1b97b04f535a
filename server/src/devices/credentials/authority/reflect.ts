// Owns the few functions of the metadata proposal that @peculiar/x509's container asks for when it is loaded: import this first.

type Key = string | symbol;
const kept = new WeakMap<object, Map<Key, unknown>>();

const own = (key: Key, target: object) => kept.get(target)?.get(key);
function inherited(key: Key, target: object): unknown {
  for (let at: object | null = target; at; at = Object.getPrototypeOf(at)) {
    if (kept.get(at)?.has(key)) return own(key, at);
  }
  return undefined;
}
function define(key: Key, value: unknown, target: object): void {
  const map = kept.get(target) ?? new Map<Key, unknown>();
  kept.set(target, map.set(key, value));
}

// Where a complete polyfill is loaded already it stays.
if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, {
    getMetadata: inherited,
    getOwnMetadata: own,
    hasOwnMetadata: (key: Key, target: object) => kept.get(target)?.has(key) === true,
    defineMetadata: define,
    metadata: (key: Key, value: unknown) => (target: object) => define(key, value, target),
  });
}
