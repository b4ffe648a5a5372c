import { fieldOf } from './wire/wire-value.ts'

/** What TEMU's answer says at large, before anyone looks at the result. */
export type Envelope =
  | { readonly verdict: 'done'; readonly result: unknown; readonly requestId: string | null }
  | { readonly verdict: 'refused'; readonly temuCode: number | null; readonly requestId: string | null }
  | { readonly verdict: 'unreadable'; readonly requestId: string | null }

const successCodes = new Set([0, 1_000_000])

const codeOf = (value: unknown): number | null => {
  const code = fieldOf(value, 'errorCode')
  if (typeof code === 'number' && Number.isSafeInteger(code)) return code
  return typeof code === 'string' && /^-?\d{1,15}$/.test(code) ? Number(code) : null
}

/**
 * Opens `{success, errorCode, errorMsg, result, requestId}`. HTTP 200 and even `success: true` prove little: an error
 * code beside it wins, and a few APIs wrap a second verdict into `result` (documented for Brazil and goods deletion),
 * which is unwrapped and counts as well. `errorMsg` is not kept: it may quote what was sent.
 */
export function openEnvelope(answer: unknown): Envelope {
  const id = fieldOf(answer, 'requestId')
  const requestId = typeof id === 'string' && /^[\w:.-]{1,80}$/.test(id) ? id : null
  const success = fieldOf(answer, 'success')
  const temuCode = codeOf(answer)
  if (success !== true && success !== false && temuCode === null) return { verdict: 'unreadable', requestId }
  if (success === false || (temuCode !== null && !successCodes.has(temuCode)))
    return {
      verdict: 'refused',
      temuCode: temuCode !== null && successCodes.has(temuCode) ? null : temuCode,
      requestId,
    }

  const result = fieldOf(answer, 'result')
  const inner = fieldOf(result, 'success')
  if (inner === false) {
    const innerCode = codeOf(result)
    return {
      verdict: 'refused',
      // A second verdict without a code is a refusal for a business reason.
      temuCode: innerCode === null || successCodes.has(innerCode) ? 2_000_000 : innerCode,
      requestId,
    }
  }
  const isWrapped = inner === true && typeof result === 'object' && result !== null && 'result' in result
  return { verdict: 'done', result: isWrapped ? fieldOf(result, 'result') : result, requestId }
}
