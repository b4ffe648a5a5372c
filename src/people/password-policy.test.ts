import { describe, expect, test } from 'vitest'
import { systemRandom } from '../lib/index.ts'
import { hashPassword, isPassword } from './password-hash.ts'
import { passwordProblems } from './password-policy.ts'

const kim = { name: 'Kim Musterfrau', email: 'kim.m@gurkenladen.example' }

describe('a new password', () => {
  test.each([
    ['Gurkensalat-mit-Dill-7', []],
    ['Übermut tut selten gut!', []],
    ['Kurz-1-Satz', ['people.password-too-short']],
    ['gurkensalat-mit-dill-7', ['people.password-one-kind']],
    ['GURKENSALAT-MIT-DILL-7', ['people.password-one-kind']],
    ['GurkensalatMitDill7', ['people.password-one-kind']],
    [`Aa-1${'Gurkensalat'.repeat(30)}`, ['people.password-too-long']],
    ['Passwort-2026!', ['people.password-common']],
    ['P@ssw0rt-Sommer', ['people.password-common']],
    ['Qwertzuiop-1234', ['people.password-common']],
    ['Kontor-Temu-JTL-2026', ['people.password-common']],
    ['Willkommen!!!111', ['people.password-common']],
    ['Aaaaaaaaaaaa-1', ['people.password-common']],
    ['Musterfrau-im-Mai-7', ['people.password-own-name']],
    ['Mein-Gurkenladen-7', ['people.password-own-name']],
  ])('%s: %j', (password, problems) => {
    expect(passwordProblems(password, kim)).toEqual(problems)
  })
})

describe('a kept password', () => {
  test('is an argon2id string of at least OWASP’s cost, with a salt of its own, and fits itself alone', async () => {
    const [one, two] = [await hashPassword('Straße-1', systemRandom), await hashPassword('Straße-1', systemRandom)]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
    expect(await isPassword('Straße-1', one)).toBe(true)
    expect(await isPassword('strasse-1', one)).toBe(false)
    expect(await isPassword('Straße-1', 'plain')).toBe(false)
  })

  test('is argon2id as others make it, read with the cost that stands in it', async () => {
    // The test vector of the reference implementation.
    const vector = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await isPassword('password', vector)).toBe(true)
    expect(await isPassword('password', vector.replace('t=2', 't=3'))).toBe(false)
  })
})
