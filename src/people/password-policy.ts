import type { PasswordProblem } from './people-refusal.ts'

const passwordMinLength = 12
export const passwordMaxLength = 256

/** Words people make passwords of; what they add (digits, signs, 4 for a) is taken off before the look. */
const commonWords = new Set(
  `passwort password kennwort geheim geheimnis secret zugang login anmelden anmeldung admin administrator root benutzer user
   welcome willkommen hallo hello moin servus master meister chef boss sommer winter herbst fruehling summer spring autumn
   januar februar maerz april mai juni juli august september oktober november dezember january february march june july october
   december montag dienstag mittwoch donnerstag freitag samstag sonntag monday friday sunday berlin hamburg muenchen koeln
   deutschland germany kontor temu jtl wawi shop store haendler verkauf versand lager bestellung auftrag firma company office
   buero schatz liebe love sonne sunshine blume prinzessin princess engel drache dragon monkey fussball football baseball
   superman batman starwars pokemon computer internet test testing tester demo start changeme aendern default letmein
   trustno ficken fuck sex money geld auto porsche mercedes audi bmw bayern schalke dortmund qwertz qwerty asdf yxcv abc xyz`
    .split(/\s+/)
    .filter(Boolean),
)

const keyboardRows = [
  '1234567890',
  'qwertzuiop',
  'qwertyuiop',
  'asdfghjkl',
  'yxcvbnm',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
]

/**
 * TEMU's contract demands classes of characters; the rest is against guessing. Says everything that is wrong, in the order a
 * person would mend it. Whether it was used before is asked elsewhere: that costs a hash each.
 */
export function passwordProblems(
  password: string,
  person: { readonly name: string; readonly email: string },
): readonly PasswordProblem[] {
  const length = [...password].length
  const problems: PasswordProblem[] = []
  if (length < passwordMinLength) problems.push('people.password-too-short')
  if (length > passwordMaxLength) problems.push('people.password-too-long')
  if (!hasAllClasses(password)) problems.push('people.password-one-kind')
  if (isCommon(password)) problems.push('people.password-common')
  if (containsOneOf(password, [...person.name.split(/\s+/), ...person.email.split(/[@.]/)]))
    problems.push('people.password-own-name')
  return problems
}

const hasAllClasses = (password: string): boolean =>
  /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password) && /[^\p{L}]/u.test(password) && /[^\p{L}\p{N}]/u.test(password)

/** Nothing is left of it but common words, runs on the keyboard and repetitions. */
function isCommon(password: string): boolean {
  let left = withoutDisguise(password.toLowerCase())
  for (const word of [...commonWords].sort((a, b) => b.length - a.length)) left = left.replaceAll(word, ' ')
  left = withoutRuns(left)
  return new Set(left.replaceAll(/[^\p{L}]/gu, '')).size < 4
}

const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** `P@ssw0rt` reads `passwort`; digits and signs at the ends are what people add when they are made to. */
const withoutDisguise = (text: string): string =>
  text
    .replace(/^[^\p{L}@$]+|[^\p{L}@$]+$/gu, '')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll(/[013457@$!]/g, sign => disguises[sign] ?? sign)

function withoutRuns(text: string): string {
  let left = text
  for (const row of keyboardRows)
    for (const line of [row, [...row].reverse().join('')])
      for (let size = line.length; size >= 4; size--)
        for (let at = 0; at + size <= line.length; at++) left = left.replaceAll(line.slice(at, at + size), ' ')
  return left
}

const containsOneOf = (password: string, parts: readonly string[]): boolean =>
  parts.some(part => [...part].length >= 4 && password.toLowerCase().includes(part.toLowerCase()))
