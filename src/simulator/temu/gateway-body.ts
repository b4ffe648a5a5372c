import { Refusal } from './refusal.ts'

/** One request body: every top-level parameter parsed, and its text exactly as it was sent (for the signature). */
export interface GatewayBody {
  readonly values: Readonly<Record<string, unknown>>
  readonly raw: ReadonlyMap<string, string>
}

const space = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9
/** An integer of 16 digits or more may pass 2^53; such numbers become BigInt. */
const longInteger = /[[:,]\s*-?\d{16,}/

/** Reads a flat JSON object. Refuses with 3000000 what is no JSON object. */
export function readGatewayBody(bytes: Buffer): GatewayBody {
  const text = bytes.toString('utf8')
  let values: unknown
  try {
    values = longInteger.test(text) ? JSON.parse(text, keepLong) : JSON.parse(text)
  } catch {
    throw new Refusal(3000000, 'The request body is not JSON')
  }
  if (!isObject(values)) throw new Refusal(3000000, 'The request body is not a JSON object')
  return { values, raw: topLevelTexts(text) }
}

/** Integers that a double cannot hold are kept as BigInt; JSON.parse gives the source text in Node 24. */
function keepLong(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of each top-level value, without blanks around it. The text is known to be a JSON object. */
function topLevelTexts(text: string): Map<string, string> {
  const texts = new Map<string, string>()
  let at = text.indexOf('{') + 1
  for (;;) {
    while (space(text.charCodeAt(at)) || text[at] === ',') at++
    if (text[at] !== '"') return texts
    const keyEnd = stringEnd(text, at)
    const key = text.slice(at + 1, keyEnd - 1)
    at = text.indexOf(':', keyEnd) + 1
    while (space(text.charCodeAt(at))) at++
    const end = valueEnd(text, at)
    texts.set(key.includes('\\') ? String(JSON.parse(`"${key}"`)) : key, text.slice(at, end))
    at = end
  }
}

/** Position after the closing quote of the string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  for (let here = at + 1; here < text.length; here++) {
    const code = text.charCodeAt(here)
    if (code === 92) here++
    else if (code === 34) return here + 1
  }
  return text.length
}

function valueEnd(text: string, at: number): number {
  const first = text[at]
  if (first === '"') return stringEnd(text, at)
  if (first === '{' || first === '[') {
    let depth = 0
    for (let here = at; here < text.length; here++) {
      const char = text[here]
      if (char === '"') here = stringEnd(text, here) - 1
      else if (char === '{' || char === '[') depth++
      else if (char === '}' || char === ']') {
        depth--
        if (depth === 0) return here + 1
      }
    }
    return text.length
  }
  let here = at
  while (here < text.length && text[here] !== ',' && text[here] !== '}' && !space(text.charCodeAt(here))) here++
  return here
}
