import { hash } from 'node:crypto'
import type { Secret } from '../lib/index.ts'

/** The fields of a call; `undefined` and `null` are left out. Values below the top level are sent as they are. */
export type CallFields = Readonly<Record<string, unknown>>

/** Thrown for a top-level text that TEMU's own samples sign in two different ways; names the field, not the value. */
export class UnsignableText extends Error {
  override readonly name = 'UnsignableText'
  readonly field: string
  constructor(field: string) {
    super(`The text in ${field} holds a quotation mark, a backslash or a control character and cannot be signed safely`)
    this.field = field
  }
}

interface Serialised {
  /** `key + value` of every field, keys ascending: what is signed. */
  readonly signed: string
  /** The members of the JSON object, without braces: what is sent. */
  readonly members: string
}

/**
 * Each value is turned into text once, and this text is both signed and sent, so the two cannot differ. Texts go into
 * the signature without quotes, everything else as compact JSON (documented: signature method for API requests).
 */
function serialise(fields: CallFields): Serialised {
  let signed = ''
  let members = ''
  // Keys are TEMU's parameter names, ASCII: the default order is the byte order TEMU wants.
  for (const key of Object.keys(fields).sort()) {
    const value = fields[key]
    if (value === undefined || value === null || key === 'sign') continue
    const json = JSON.stringify(value)
    if (json === undefined) continue
    // TEMU's Python sample strips the quotes of the JSON text, its Java sample signs the text itself. Both agree as
    // long as JSON escapes nothing; anything else would be refused by one of them, so it is not sent at all.
    if (typeof value === 'string' && json.length !== value.length + 2) throw new UnsignableText(key)
    signed += key + (typeof value === 'string' ? value : json)
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${json}`
  }
  return { signed, members }
}

/** The complete body of a call, with its `sign`: upper-case MD5 over secret + fields + secret. */
export function signedBody(fields: CallFields, appSecret: Secret): string {
  const { signed, members } = serialise(fields)
  const secret = appSecret.reveal('to sign a call')
  const sign = hash('md5', secret + signed + secret, 'hex').toUpperCase()
  return `{${members === '' ? '' : `${members},`}"sign":"${sign}"}`
}

/** The body of a call as `signedBody` would write it, without a signature: for people to read. */
export const unsignedBody = (fields: CallFields): string => `{${serialise(fields).members}}`
