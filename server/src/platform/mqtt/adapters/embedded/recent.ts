// Owns a memory of bounded size: what was asked for last stays, what was not asked for longest goes.

export interface Recent<Value> {
  /** The value of this key, made where it is not known; it counts as asked for. */
  get(key: string, make: () => Value): Value;
  /** The value where it is known; it does not count as asked for. */
  peek(key: string): Value | undefined;
  set(key: string, value: Value): void;
  clear(): void;
}

export function createRecent<Value>(limit: number): Recent<Value> {
  const values = new Map<string, Value>();
  function set(key: string, value: Value): void {
    values.delete(key);
    values.set(key, value);
    if (values.size <= limit) return;
    const oldest = values.keys().next();
    if (!oldest.done) values.delete(oldest.value);
  }
  return {
    get(key, make) {
      const value = values.get(key) ?? make();
      set(key, value);
      return value;
    },
    peek: (key) => values.get(key),
    set,
    clear: () => values.clear(),
  };
}
