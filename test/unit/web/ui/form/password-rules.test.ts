// What is said of a new password: rules ticked off while typing, the server's refusal in the language of the page.
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../../../web/src/api/index.ts';
import type { Translate } from '../../../../../web/src/locales/keys.ts';
import { keepsRules, passwordRefusal, passwordRules } from '../../../../../web/src/ui/form/password-rules.ts';

const t: Translate = (key) => key;
const person = { login: 'zhang.san@example.com', name: '张三丰收' };
const kept = (password: string) =>
  Object.fromEntries(passwordRules(password, person).map((rule) => [rule.rule, rule.kept]));

describe('rules', () => {
  test('length counts characters, not code units', () => {
    expect(kept('机床节拍稼动率一二三四五').length).toBe(true);
    expect(kept('🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂').length).toBe(false);
  });

  test.each(['zhang.san@example.com', 'Zhang-San 2026!', 'zhangsan_zhangsan', '张三丰收1234567890'])(
    '%s is a name',
    (password) => {
      expect(kept(password).login).toBe(false);
    },
  );

  test('a name among other words is none', () => {
    expect(keepsRules('zhangsan likes lathes', person)).toBe(true);
    expect(keepsRules('', person)).toBe(false);
  });
});

describe('a refusal', () => {
  const refused = (field: string, reason: string) =>
    new ApiError(422, { type: '/problems/invalid', title: 'x', status: 422, errors: [{ field, reason }] });

  test.each([
    ['too_short: at least 12 characters', 'access.refused.too_short'],
    ['like_login: it must not be your name', 'access.refused.like_login'],
    ['known: it is among the passwords that are tried first', 'access.refused.known'],
    ['must be text', 'must be text'],
  ])('%s is told as %s', (reason, said) => {
    expect(passwordRefusal(refused('password', reason), t)).toBe(said);
  });

  test('of something else is none of the password', () => {
    expect(passwordRefusal(refused('name', 'too_short: x'), t)).toBeUndefined();
    expect(passwordRefusal(new Error('x'), t)).toBeUndefined();
    expect(passwordRefusal(undefined, t)).toBeUndefined();
  });
});
