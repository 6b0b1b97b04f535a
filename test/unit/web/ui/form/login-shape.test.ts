// What can be signed in with is the same here and in the contract.
import { loginSchema } from '@takt/model/api';
import { expect, test } from 'vitest';
import { isLogin } from '../../../../../web/src/ui/form/login-shape.ts';

test.each(['li', 'li.si@example.com', '张三', ' wang ', 'a', '', '.x', 'a b', 'x'.repeat(121), 'a+b_c-d', 'é1'])(
  '%j is judged as the server does',
  (text) => {
    expect(isLogin(text)).toBe(loginSchema.safeParse(text).success);
  },
);
