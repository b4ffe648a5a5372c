import type { Language } from './language.ts'

/** Of the page's language, not of the browser: de-AT writes the same euro differently. */
const localeOf = (language: Language): string => (language === 'de' ? 'de-DE' : 'en-GB')

/** Intl writes a hyphen where a minus belongs. */
const withMinus = (text: string): string => text.replace(/-(?=[\d€£$])/g, '−')

/** `4599, EUR` → `45,99 €`. */
export const money = (cents: number, currency: string, language: Language): string =>
  withMinus(new Intl.NumberFormat(localeOf(language), { style: 'currency', currency }).format(cents / 100))

export const whole = (value: number, language: Language): string =>
  withMinus(new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 0 }).format(value))

/** `+3`, `−1`, `0`. */
export const signed = (value: number, language: Language): string =>
  value > 0 ? `+${whole(value, language)}` : whole(value, language)

/** For chips: `12,8 Tsd.` above 9,999. */
export const short = (value: number, language: Language): string =>
  value > 9999
    ? new Intl.NumberFormat(localeOf(language), { notation: 'compact', maximumFractionDigits: 1 }).format(value)
    : whole(value, language)

export interface Forms {
  readonly zero?: string
  readonly one: string
  readonly other: string
}

/** A whole sentence per form; `{n}` is the number: `{ zero: 'Keine Klärfälle', one: '1 Klärfall', other: '{n} Klärfälle' }`. */
export function plural(count: number, language: Language, forms: Forms): string {
  const form =
    count === 0 && forms.zero !== undefined
      ? forms.zero
      : new Intl.PluralRules(localeOf(language)).select(count) === 'one'
        ? forms.one
        : forms.other
  return form.replace('{n}', whole(count, language))
}
