import { centsToDecimal } from '../lib/index.ts'
import type { Language } from '../texts/index.ts'

const locales = { de: 'de-DE', en: 'en-GB' } as const

/** `24.11.2026, 15:32:07`, in the merchant's zone. */
export const dateTime = (at: number, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone, dateStyle: 'medium', timeStyle: 'medium' }).format(at)

/** `15:32:07`. */
export const timeOfDay = (at: number, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone, timeStyle: 'medium' }).format(at)

/** `1.234,50 €`; computed from the cents' digits, never from a fraction. */
export function money(cents: number, currency: string, language: Language): string {
  const decimal = centsToDecimal(cents)
  const text = language === 'de' ? decimal.replace('.', ',') : decimal
  return `${text.replace('-', '−')} ${currency}`
}

/** `1 Bestellung`, `7 Bestellungen`: the number with the word that fits it. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
