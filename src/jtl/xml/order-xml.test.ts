import { describe, expect, it } from 'vitest'
import { Personal } from '../../lib/index.ts'
import { escapedLatin1, latin1Bytes, transliterated, writable } from './latin1-text.ts'
import { netFromGross, orderXml } from './order-xml.ts'
import { readOrderXml } from './read-order-xml.testsuite.ts'
import { defaultXmlSettings, type XmlAddress, type XmlOrder, type XmlPosition, type XmlSettings } from './xml-order.ts'

const address: XmlAddress = {
  salutation: '',
  firstName: 'Erika',
  lastName: 'Beispiel',
  company: '',
  street: 'Musterweg 1',
  extra: '',
  postalCode: '12345',
  city: 'Musterstadt',
  state: '',
  countryIso: 'DE',
  phone: '',
  mobile: '',
  email: 'order-1@example.invalid',
}
const position: XmlPosition = {
  kind: 'article',
  articleNo: 'SKU-4711-B',
  name: 'Beispielartikel blau',
  quantity: 2,
  grossCents: 1999,
  vatPercent: 19,
}
const order = (over: Partial<XmlOrder> = {}, who: Partial<XmlAddress> = {}): XmlOrder => ({
  externalNumber: 'PO-000-00000000000000001',
  currency: 'EUR',
  orderedAt: Date.parse('2026-11-24T10:00:00Z'),
  paidAt: Date.parse('2026-11-24T10:00:00Z'),
  deliverBy: Date.parse('2026-11-30T10:00:00Z'),
  comment: '',
  positions: [
    position,
    { kind: 'shipping', articleNo: '', name: 'Versandkosten', quantity: 1, grossCents: 299, vatPercent: 19 },
  ],
  customer: new Personal({ ...address, ...who, customerNo: '', vatId: '' }),
  delivery: new Personal({ ...address, ...who }),
  ...over,
})
const settings = (over: Partial<XmlSettings> = {}): XmlSettings => ({
  ...defaultXmlSettings,
  shippingMethodName: 'Temu Standard',
  paymentMethodName: 'Temu',
  ...over,
})
const text = (one: XmlOrder, over: Partial<XmlSettings> = {}) => orderXml(one, settings(over)).xml.reveal('test')
const read = (one: XmlOrder, over: Partial<XmlSettings> = {}) => readOrderXml(latin1Bytes(text(one, over)))

describe('the order XML', () => {
  it('is the document JTL imports, element by element', async () => {
    await expect(text(order())).toMatchFileSnapshot('./golden/order.xml')
  })

  it('leaves out company and user where none is chosen, and the date of payment where it is not paid', () => {
    const parsed = read(order({ paidAt: null, deliverBy: null }), { companyKey: null, userKey: null })
    expect(parsed.attributes).toEqual({})
    expect(parsed.head).toMatchObject({ dBezahltDatum: '', dLieferDatum: '' })
    expect(read(order()).attributes).toEqual({ kFirma: '1', kBenutzer: '1' })
  })

  it("writes dates in the merchant's zone, in the form of the setting", () => {
    const late = order({ orderedAt: Date.parse('2026-11-23T23:30:00Z') })
    expect(read(late).head.dErstellt).toBe('2026-11-24')
    expect(read(late, { dateFormat: 'german' }).head.dErstellt).toBe('24.11.2026')
  })

  it('writes the country as German name or as code', () => {
    expect(read(order({}, { countryIso: 'AT' })).customer.cLand).toBe('Österreich')
    expect(read(order({}, { countryIso: 'AT' }), { country: 'iso' }).customer.cLand).toBe('AT')
  })

  it.each(['', 'de', 'XX', 'Deutschland', 'D'])(
    'holds the order whose country is %j, and never guesses',
    countryIso => {
      expect(() => text(order({}, { countryIso }))).toThrow(
        expect.objectContaining({ code: 'jtl.country-unknown', reaction: 'hold' }),
      )
    },
  )

  it('keeps umlauts, transliterates what has a Latin form, and refers to the rest', () => {
    const parsed = text(order({}, { firstName: 'Łukasz Čapek', lastName: 'Größe „Ñandú“ – 5 €', city: 'Αθήνα 🎉' }))
    expect(parsed).toContain('<cVorname>Lukasz Capek</cVorname>')
    expect(parsed).toContain('<cNachname>Größe &quot;Ñandú&quot; - 5 EUR</cNachname>')
    expect(parsed).toContain('&#x1F389;</cOrt>')
    expect(read(order({}, { city: 'Αθήνα 🎉' })).delivery.cOrt).toBe('Αθήνα 🎉')
  })

  it('transliterates nothing when told to use references', () => {
    expect(read(order({}, { firstName: 'Łukasz €' }), { beyondLatin1: 'reference' }).customer.cVorname).toBe('Łukasz €')
  })

  it('writes what JTL compares exactly as it is', () => {
    const parsed = read(order({ positions: [{ ...position, articleNo: 'KÜ-ł-€' }] }), {
      shippingMethodName: 'Żabka „Paket“',
    })
    expect(parsed.head.cVersandartName).toBe('Żabka „Paket“')
    expect(parsed.positions[0]).toMatchObject({ cArtNr: 'KÜ-ł-€' })
  })

  it.each([
    ['an order number of 51 characters', order({ externalNumber: 'P'.repeat(51) })],
    ['an article number of 101 characters', order({ positions: [{ ...position, articleNo: 'A'.repeat(101) }] })],
    ['a control character in an article number', order({ positions: [{ ...position, articleNo: 'A\u0001' }] })],
    ['an article without number', order({ positions: [{ ...position, articleNo: '' }] })],
    ['no position', order({ positions: [] })],
    ['half a piece', order({ positions: [{ ...position, quantity: 0.5 }] })],
    ['half a cent', order({ positions: [{ ...position, grossCents: 0.5 }] })],
    ['a price without VAT rate', order({ positions: [{ ...position, vatPercent: null }] })],
    ['a VAT rate that is none', order({ positions: [{ ...position, vatPercent: Number.NaN }] })],
  ])('refuses %s', (_, one) => {
    expect(() => text(one)).toThrow(expect.objectContaining({ code: 'jtl.order-not-writable', reaction: 'hold' }))
  })

  it('cuts what JTL cannot hold, never in the middle of a character, and says so', () => {
    const { xml, cut } = orderXml(
      order(
        { positions: [{ ...position, name: `${'n'.repeat(254)}🎉` }] },
        { phone: '0'.repeat(31), company: 'ä'.repeat(129), postalCode: '9'.repeat(25) },
      ),
      settings(),
    )
    expect(cut).toEqual([
      { field: 'positions[0].name', limit: 255 },
      { field: 'customer.company', limit: 128 },
      { field: 'customer.postalCode', limit: 24 },
      { field: 'customer.phone', limit: 30 },
      { field: 'delivery.company', limit: 128 },
      { field: 'delivery.postalCode', limit: 24 },
      { field: 'delivery.phone', limit: 30 },
    ])
    const parsed = readOrderXml(latin1Bytes(xml.reveal('test')))
    expect(parsed.positions[0]?.cName).toBe('n'.repeat(254))
    expect(parsed.customer.cFirma).toBe('ä'.repeat(128))
  })

  it('writes no price where JTL shall take its own', () => {
    expect(
      Object.keys(read(order({ positions: [{ ...position, grossCents: null, vatPercent: null }] })).positions[0] ?? {}),
    ).not.toContain('fPreis')
  })

  it('never shows a buyer in an error or when printed', () => {
    const one = order({ positions: [] })
    expect(() => text(one)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('Erika') }))
    expect(JSON.stringify(orderXml(order(), settings()))).not.toContain('Erika')
  })
})

describe('text for Latin-1', () => {
  it.each([
    ['č', 'c'],
    ['ő', 'o'],
    ['Ş', 'S'],
    ['ł', 'l'],
    ['Đ', 'D'],
    ['œ', 'oe'],
    ['ẞ', 'ß'],
    ['€', 'EUR'],
    ['„“”', '"""'],
    ['’', "'"],
    ['–', '-'],
    ['…', '...'],
    ['ﬁ', 'fi'],
    ['ｱ', 'ｱ'],
    ['я', 'я'],
    ['ß', 'ß'],
    ['½', '½'],
    ['\u0301', '\u0301'],
    ['№', 'Nr.'],
  ])('%s is spelled %s', (from, to) => {
    expect(transliterated(from)).toBe(to)
  })

  it('loses control characters and lone surrogates, joins accents, and nothing else', () => {
    expect(writable('a\u0000b\u001f\u007f\u0085c\ufffe\ud800d\udc00e\ufffdf')).toBe('ab cde\ufffdf')
    expect(writable('a\r\nb\tc\u2028d')).toBe('a b c d')
    expect(writable('a\r\nb\nc', 'many-lines')).toBe('a\nb\nc')
    expect(writable('Ko\u0308ln')).toBe('Köln')
  })

  it('escapes what is markup, everywhere', () => {
    expect(escapedLatin1(`]]><a b="c" d='e'>&amp;`)).toBe(']]&gt;&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;')
  })
})

describe('the net price', () => {
  it.each([
    [1999, 1900, '16.79832'],
    [299, 1900, '2.51261'],
    [1000, 700, '9.34579'],
    [1, 1900, '0.00840'],
    [0, 1900, '0.00000'],
    [100, 0, '1.00000'],
    [-119, 1900, '-1.00000'],
    [999_999_999, 2100, '8264462.80165'],
  ])('of %i cents at %i is %s', (gross, rate, net) => {
    expect(netFromGross(gross, rate)).toBe(net)
  })
})
