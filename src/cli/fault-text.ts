import { type JtlFaultCode, jtlFaults } from '../jtl/index.ts'
import { ConnectorError, describeForeign } from '../lib/index.ts'
import { type TemuErrorCode, temuErrorEntry, temuErrors } from '../temu/index.ts'
import { hasText, type Language, say } from '../texts/index.ts'

/** What happened and what to do, by code: our own texts, else the hints of the two edges' tables. */
export function codeText(
  code: string,
  language: Language,
  params: Readonly<Record<string, unknown>> = {},
): { readonly title: string; readonly cure: string | undefined } {
  if (hasText(code)) return say(code, language, params)
  if (Object.hasOwn(temuErrors, code))
    return { title: `TEMU: ${code}`, cure: temuErrorEntry(code as TemuErrorCode).hint[language] } // asked above
  if (Object.hasOwn(jtlFaults, code))
    return { title: `JTL: ${code}`, cure: jtlFaults[code as JtlFaultCode].hint[language] } // asked above
  return { title: code, cure: undefined }
}

/** An error for the person at the terminal: ours with what to do; a foreign one by name, since its text may quote data. */
export function faultText(error: unknown, language: Language): string {
  if (!(error instanceof ConnectorError))
    return `Kontor: ${describeForeign(error)}${error instanceof Error && error.stack ? `\n${stackOf(error)}` : ''}`
  const { cure } = codeText(error.code, language, error.params)
  return [error.message, cure ?? error.hint]
    .filter((line, at, all) => all.indexOf(line) === at && !all[0]?.endsWith(at > 0 ? line : '\0'))
    .join('\n')
}

/** Where it happened, without the message. */
const stackOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')
