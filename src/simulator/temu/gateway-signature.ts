import { createHash } from 'node:crypto'
import type { GatewayBody } from './gateway-body.ts'

/**
 * The signature TEMU expects: MD5 over secret + sorted key-value pairs + secret, upper case.
 * Documented: partner docs, "Signature Method for API request"; strings raw, everything else as compact JSON as sent.
 */
export function gatewaySignature(body: GatewayBody, secret: string): string {
  let text = secret
  for (const key of [...body.raw.keys()].sort()) {
    if (key === 'sign') continue
    const raw = body.raw.get(key)
    if (raw === undefined || raw === 'null') continue
    const value = body.values[key]
    text += key + (typeof value === 'string' ? value : compact(raw))
  }
  return createHash('md5')
    .update(text + secret, 'utf8')
    .digest('hex')
    .toUpperCase()
}

/** JSON text without the blanks between its tokens; strings keep theirs. */
function compact(raw: string): string {
  return /\s/.test(raw) ? raw.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_all, text?: string) => text ?? '') : raw
}
