import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Personal } from '../../lib/index.ts'
import { cutTo, latin1Bytes, transliterated, writable } from './latin1-text.ts'
import { netFromGross, orderXml } from './order-xml.ts'
import { readOrderXml } from './read-order-xml.testsuite.ts'
import { defaultXmlSettings, type XmlAddress, type XmlCustomer } from './xml-order.ts'

/** Any UTF-16 there can be: emoji, lone surrogates, control characters, markup. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map(units => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '<!--',
      '<![CDATA[',
      '&#x0;',
      'ä',
      'ł',
      '€',
      '🎉',
      '\u0000',
      '\ud800',
      '\n',
    ),
  }),
)
const countries = fc.constantFrom('DE', 'AT', 'FR', 'NL', 'PL', 'CZ', 'GR', 'SE')
const address: fc.Arbitrary<XmlAddress> = fc.record({
  salutation: anyText,
  firstName: anyText,
  lastName: anyText,
  company: anyText,
  street: anyText,
  extra: anyText,
  postalCode: anyText,
  city: anyText,
  state: anyText,
  countryIso: countries,
  phone: anyText,
  mobile: anyText,
  email: anyText,
})
const fields: Readonly<Partial<Record<keyof XmlCustomer, readonly [string, number]>>> = {
  salutation: ['cAnrede', 30],
  firstName: ['cVorname', 255],
  lastName: ['cNachname', 255],
  company: ['cFirma', 128],
  street: ['cStrasse', 255],
  extra: ['cAdressZusatz', 255],
  postalCode: ['cPLZ', 24],
  city: ['cOrt', 255],
  state: ['cBundesland', 255],
  phone: ['cTel', 30],
  mobile: ['cMobil', 30],
  email: ['cMail', 255],
}

describe('whatever a buyer is called', () => {
  it('the XML is well-formed Latin-1 and reads back as the documented transformation of what went in', () => {
    fc.assert(
      fc.property(
        address,
        address,
        anyText,
        fc.constantFrom('transliterate' as const, 'reference' as const),
        (customer, delivery, name, beyondLatin1) => {
          const { xml, cut } = orderXml(
            {
              externalNumber: 'PO-1',
              currency: 'EUR',
              orderedAt: 0,
              paidAt: null,
              deliverBy: null,
              comment: name,
              positions: [{ kind: 'article', articleNo: 'A', name, quantity: 1, grossCents: 1, vatPercent: 7 }],
              customer: new Personal({ ...customer, customerNo: '', vatId: '' }),
              delivery: new Personal(delivery),
            },
            { ...defaultXmlSettings, beyondLatin1 },
          )
          const read = readOrderXml(latin1Bytes(xml.reveal('test')))
          const spelled = (value: string, keep: boolean) => {
            const clean = writable(value).trim()
            return beyondLatin1 === 'transliterate' && !keep ? transliterated(clean) : clean
          }
          for (const [who, given, found] of [
            ['customer', customer, read.customer],
            ['delivery', delivery, read.delivery],
          ] as const)
            for (const [field, [element, limit]] of Object.entries(fields)) {
              const whole = spelled(given[field as keyof XmlAddress], field === 'email')
              expect(found[element]).toBe(cutTo(whole, limit))
              expect(cut.some(one => one.field === `${who}.${field}`)).toBe(whole.length > limit)
            }
          expect(read.positions[0]?.cName).toBe(cutTo(spelled(name, false), 255))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('no letter is dropped: of all characters only controls, lone surrogates and U+FFFE/F go', () => {
    const wrong: string[] = []
    for (let code = 0x20; code <= 0x10ffff; code++) {
      const isUnwritable =
        (code >= 0x7f && code <= 0x9f && code !== 0x85) ||
        (code >= 0xd800 && code <= 0xdfff) ||
        code === 0xfffe ||
        code === 0xffff
      const isGone = transliterated(writable(`|${String.fromCodePoint(code)}|`)) === '||'
      if (isGone !== isUnwritable) wrong.push(code.toString(16))
    }
    expect(wrong).toEqual([])
  })
})

describe('the net price', () => {
  it('gives the gross cents back for any rate, price and up to 400 pieces', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: 400 }),
        (cents, rate, pieces) => {
          const gross = Number(netFromGross(cents, rate)) * (1 + rate / 10_000) * pieces
          expect(Math.round(gross * 100)).toBe(cents * pieces)
        },
      ),
    )
  })
})
