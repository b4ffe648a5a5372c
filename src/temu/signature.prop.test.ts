import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../lib/index.ts'
import { signedBody } from './signature.ts'

/** A second signer, from the documentation's words alone, that starts from the body as the gateway receives it. */
function signOfReceived(body: string, secret: string): string {
  const received = JSON.parse(body) as Record<string, unknown>
  const pairs = Object.entries(received).filter(([key]) => key !== 'sign')
  pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const text = pairs.map(([key, value]) => key.concat(typeof value === 'string' ? value : JSON.stringify(value)))
  return createHash('md5')
    .update(`${secret}${text.join('')}${secret}`, 'utf8')
    .digest('hex')
    .toUpperCase()
}

const key = fc.stringMatching(/^[A-Za-z_]{1,12}$/).filter(name => name !== 'sign' && name !== '__proto__')
const plainText = fc.string({ unit: 'grapheme' }).filter(text => JSON.stringify(text) === `"${text}"`)
// Keys that look like whole numbers move to the front of an object when it is parsed again; TEMU has none.
const nested = fc.array(
  fc.dictionary(key, fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null))),
)
const fields = fc.dictionary(key, fc.oneof(plainText, fc.integer(), fc.boolean(), nested))
const secret = fc.stringMatching(/^[a-f0-9]{8,40}$/)

describe('the signature, for all fields', () => {
  it('fits the bytes that are sent, as a second signer reads them', () => {
    fc.assert(
      fc.property(fields, secret, (values, text) => {
        const body = signedBody(values, new Secret(text))
        const { sign, ...sent } = JSON.parse(body) as Record<string, unknown>
        expect(sent).toEqual(values)
        expect(sign).toBe(signOfReceived(body, text))
      }),
    )
  })

  it('does not depend on the order of the fields', () => {
    fc.assert(
      fc.property(fields, values => {
        const turned = Object.fromEntries(Object.entries(values).reverse())
        expect(signedBody(turned, new Secret('s'))).toBe(signedBody(values, new Secret('s')))
      }),
    )
  })

  it('leaves out what is undefined or null, and a sign that was there before', () => {
    fc.assert(
      fc.property(fields, key, (values, extra) => {
        fc.pre(!(extra in values))
        const plain = signedBody(values, new Secret('s'))
        expect(signedBody({ ...values, [extra]: undefined }, new Secret('s'))).toBe(plain)
        expect(signedBody({ ...values, [extra]: null }, new Secret('s'))).toBe(plain)
        expect(signedBody({ ...values, sign: 'OLD' }, new Secret('s'))).toBe(plain)
      }),
    )
  })
})
