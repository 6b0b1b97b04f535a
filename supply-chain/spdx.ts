// Owns reading SPDX licence expressions (SPDX 2.3, annex D): whether what is allowed satisfies one.

/** Whether somebody who accepts only `allowed` may use what is under `expression`. Throws where it is no expression. */
export function isSatisfied(expression: string, allowed: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const take = () => tokens[at++];
  const either = (): boolean => {
    let fits = both();
    while (tokens[at] === 'OR') {
      take();
      const other = both();
      fits ||= other;
    }
    return fits;
  };
  const both = (): boolean => {
    let fits = one();
    while (tokens[at] === 'AND') {
      take();
      const other = one();
      fits &&= other;
    }
    return fits;
  };
  const one = (): boolean => {
    const token = take();
    if (token === '(') {
      const fits = either();
      if (take() !== ')') throw new Error(`"${expression}" is no SPDX expression`);
      return fits;
    }
    if (token === undefined || /^(OR|AND|WITH|\))$/.test(token))
      throw new Error(`"${expression}" is no SPDX expression`);
    if (tokens[at] !== 'WITH') return allowed.has(token);
    take();
    return allowed.has(`${token} WITH ${take()}`);
  };
  const fits = either();
  if (at < tokens.length) throw new Error(`"${expression}" is no SPDX expression`);
  return fits;
}
