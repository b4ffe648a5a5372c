import { type JtlFaultCode, jtlFaults } from './jtl/index.ts'
import { type TemuErrorCode, temuErrorEntry, temuErrors } from './temu/index.ts'
import { hasText, type Language, say } from './texts/index.ts'

/** What happened, and what to do; undefined where nothing has to be done. */
export interface CodeText {
  readonly title: string
  readonly cure: string | undefined
}

/**
 * What happened and what to do, by code: our own texts, else the hints of the two edges' tables. Where the reason of a reason
 * is known (`code` in the params: TEMU's refusal behind a held parcel), its sentences are told too.
 */
export function codeText(code: string, language: Language, params: Readonly<Record<string, unknown>> = {}): CodeText {
  const { title, cure } = plainText(code, language, params)
  if (typeof params.code !== 'string' || params.code === code || !hasSentence(params.code)) return { title, cure }
  const inner = plainText(params.code, language, {})
  return { title: `${title} ${inner.title}`, cure: [inner.cure, cure].filter(Boolean).join(' ') || undefined }
}

function plainText(code: string, language: Language, params: Readonly<Record<string, unknown>>): CodeText {
  if (Object.hasOwn(temuErrors, code)) return inTwo(temuErrorEntry(code as TemuErrorCode).hint[language]) // asked just before
  const { title, cure } = say(code, language, params)
  if (Object.hasOwn(jtlFaults, code)) return { title, cure: jtlFaults[code as JtlFaultCode].hint[language] } // asked just before
  if (hasText(code)) return { title, cure }
  return { title: code, cure: undefined }
}

/** A code that every reader gets a sentence for. */
export const hasSentence = (code: string): boolean =>
  hasText(code) || Object.hasOwn(temuErrors, code) || Object.hasOwn(jtlFaults, code)

/** TEMU's hints say in their first sentence what happened, in the rest what to do. */
function inTwo(hint: string): CodeText {
  const end = /(?<!\b(?:z\. ?B|e\.g|i\.e|u\. ?a|ca|Nr|no))[.!?] (?=[A-ZÄÖÜ„“"])/.exec(hint)
  if (!end) return { title: hint, cure: undefined }
  return { title: hint.slice(0, end.index + 1), cure: hint.slice(end.index + 2) }
}

/** One line: what happened and what to do. */
export function sentence(code: string, language: Language, params?: Readonly<Record<string, unknown>>): string {
  const { title, cure } = codeText(code, language, params)
  return cure ? `${title} ${cure}` : title
}
