import { accountTexts } from './account-texts.ts'
import { apiTexts } from './api-texts.ts'
import { auditTexts } from './audit-texts.ts'
import { backupTexts } from './backup-texts.ts'
import { engineTexts } from './engine-texts.ts'
import { jobTexts } from './job-texts.ts'
import { jtlTexts } from './jtl-texts.ts'
import { orderTexts } from './order-texts.ts'
import { peopleTexts } from './people-texts.ts'
import { serviceTexts } from './service-texts.ts'
import { stateTexts } from './state-texts.ts'
import { stockTexts } from './stock-texts.ts'
import type { Sentence, Text, Texts } from './text.ts'
import { trackingTexts } from './tracking-texts.ts'

export type Language = 'de' | 'en'

const texts: Texts = {
  ...engineTexts,
  ...stateTexts,
  ...jtlTexts,
  ...jobTexts,
  ...accountTexts,
  ...orderTexts,
  ...trackingTexts,
  ...stockTexts,
  ...backupTexts,
  ...apiTexts,
  ...auditTexts,
  ...peopleTexts,
  ...serviceTexts,
}

export const hasText = (code: string): boolean => Object.hasOwn(texts, code)

/** What happened and what to do, in the reader's language. A code without a text shows itself, so that nothing is silent. */
export function say(
  code: string,
  language: Language,
  params: Readonly<Record<string, unknown>> = {},
): { readonly title: string; readonly cure: string | undefined } {
  const text: Text | undefined = Object.hasOwn(texts, code) ? texts[code] : undefined
  if (!text) return { title: code, cure: undefined }
  return { title: fill(text.title, language, params), cure: text.cure && fill(text.cure, language, params) }
}

export const titleOf = (code: string, language: Language, params?: Readonly<Record<string, unknown>>): string =>
  say(code, language, params).title

const fill = (sentence: Sentence, language: Language, params: Readonly<Record<string, unknown>>): string =>
  sentence[language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    params[name] === undefined ? whole : String(params[name]),
  )
