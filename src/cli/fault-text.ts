import { codeText, hasSentence, sentence } from '../code-text.ts'
import { ConnectorError, describeForeign } from '../lib/index.ts'
import type { Language } from '../texts/index.ts'

/**
 * An error for the person at the terminal: ours with what to do; a foreign one by name and place, since its text may quote
 * data.
 */
export function faultText(error: unknown, language: Language): string {
  if (!(error instanceof ConnectorError))
    return [sentence('unknown-fault', language, { fault: describeForeign(error) }), ...placesOf(error)].join('\n    ')
  const { code, message, hint } = error
  if (!hasSentence(code)) return `${message}\n${hint}`
  const { title, cure } = codeText(code, language, error.params)
  // In English the message says more than the title: what was tried on what.
  if (language === 'en') return cure === undefined || message.endsWith(cure) ? message : `${message}\n${cure}`
  const technical = code.startsWith('accounts.') ? [] : [`(${code}: ${message})`]
  return [title, ...(cure === undefined ? [] : [cure]), ...technical].join('\n')
}

/** Where it happened, without the message: for whoever mends it. */
const placesOf = (error: unknown): readonly string[] =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter(line => /^\s+at .*\/(src|dist)\//.test(line))
        .slice(0, 1)
        .map(line => line.trim())
    : []
