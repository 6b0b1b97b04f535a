import { describe, expect, test } from 'vitest';
import { createPasswordHasher } from '../../../../server/src/access/passwords/hash.ts';
import { faultOf } from '../../../../server/src/access/passwords/rules.ts';

const person = { login: 'wang.wei@plant.example', name: 'Wang Wei' };

describe('a password', () => {
  test.each([
    ['three old blue', 'three old blue tractors'],
    ['no signs or capitals', 'abgegriffeneschreibmaschine'],
    ['digits only, if long', '8273649201837462'],
    ['Chinese', '小河边有一棵老柳树弯着腰'],
    ['characters of two code units, counted once', '𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇𠀈𠀉𠀊𠀋'],
  ])('may be %s', async (_, password) => {
    expect(await faultOf(password, person)).toBeUndefined();
  });

  test.each([
    ['eleven characters', 'abcdefghijk', 'too_short'],
    ['eleven characters of two code units', '𠀀𠀁𠀂𠀃𠀄𠀅𠀆𠀇𠀈𠀉𠀊', 'too_short'],
    ['201 characters', 'three old blue tractors'.repeat(9).slice(0, 201), 'too_long'],
    ['the login', 'wang.wei@plant.example', 'like_login'],
    ['the name with a year', 'Wang Wei 2026', 'like_login'],
    ['the name twice', 'wangwei-wangwei', 'like_login'],
    ['a known one with digits and signs', 'password2024!!', 'known'],
    ['a known one in another case', 'PassWord1234', 'known'],
    ['a known one with signs before it', '!!!Qwertyuiop99', 'known'],
    ['a known one twice', 'dragondragon', 'known'],
    ['a run of digits', '123456789012', 'known'],
    ['one character', 'aaaaaaaaaaaa', 'known'],
    ['a walk over the keyboard', '1qaz2wsx3edc4rfv', 'known'],
  ])('may not be %s', async (_, password, fault) => {
    expect(await faultOf(password, person)).toBe(fault);
  });
});

describe('a hash', () => {
  const passwords = createPasswordHasher();

  /** Of the reference implementation's tests (github.com/P-H-C/phc-winner-argon2, src/test.c). */
  test.each([
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc',
  ])('is that of argon2id: %s', async (hash) => {
    expect(await passwords.verify('password', hash)).toBe(true);
    expect(await passwords.verify('Password', hash)).toBe(false);
  });

  test('is of the password in any form of its characters, and different each time', async () => {
    const hash = await passwords.hash('Müllers alte Mühle');
    expect(hash).not.toBe(await passwords.hash('Müllers alte Mühle'));
    expect(await passwords.verify('Mu\u0308llers alte Mu\u0308hle', hash)).toBe(true);
    expect(await passwords.verify('Mullers alte Muhle', hash)).toBe(false);
  });

  test('of nobody fits nothing', async () => {
    expect(await passwords.verify('', undefined)).toBe(false);
    expect(await passwords.verify('anything', null)).toBe(false);
  });

  test('of less work than today is weak', async () => {
    const cheap = createPasswordHasher({ memory: 64, passes: 2, parallelism: 1 });
    expect(passwords.isWeak(await cheap.hash('anything'))).toBe(true);
    expect(passwords.isWeak(await passwords.hash('anything'))).toBe(false);
    expect(cheap.isWeak(await passwords.hash('anything'))).toBe(false);
  });
});
