import { centsToDecimal, Personal } from '../../lib/index.ts'
import { jtlFault } from '../jtl-errors.ts'
import { localDay } from '../local-time.ts'
import { cutTo, escapedLatin1, transliterated, writable } from './latin1-text.ts'
import type { CutField, OrderXml, XmlAddress, XmlOrder, XmlPosition, XmlSettings } from './xml-order.ts'

type Element = readonly [name: string, content: string]

/**
 * One order as a whole `tBestellungen` document ("OldWawi" dialect, element order as in every known working example).
 * Throws `jtl.order-not-writable` when a value that others match by (numbers, names in JTL) cannot be written exactly, and
 * `jtl.country-unknown`. Free text is transliterated, cut to what JTL's database holds and reported in `cut`.
 */
export function orderXml(order: XmlOrder, settings: XmlSettings): OrderXml {
  const pen = createPen(order.externalNumber, settings)
  const customer = order.customer.reveal('the order XML is for JTL, which ships to this person')
  const delivery = order.delivery.reveal('the order XML is for JTL, which ships to this person')
  if (order.positions.length === 0) throw pen.refuse('positions', 'there is none')
  const elements = [
    element('cSprache', pen.exact('settings.language', settings.language, 10)),
    element('cWaehrung', pen.exact('currency', order.currency, 3)),
    element('cBestellNr', ''), // empty: JTL gives its own number
    element('cExterneBestellNr', pen.exact('externalNumber', order.externalNumber, 50)),
    element('cVersandartName', pen.exact('settings.shippingMethodName', settings.shippingMethodName, 255)),
    element('cVersandInfo', ''),
    element('dVersandDatum', ''),
    element('cTracking', ''),
    element('dLieferDatum', order.deliverBy === null ? '' : day(order.deliverBy, settings)),
    element('cKommentar', pen.text('comment', order.comment, 4000, 'many-lines')),
    element('cBemerkung', ''),
    element('dErstellt', day(order.orderedAt, settings)),
    element('cZahlungsartName', pen.exact('settings.paymentMethodName', settings.paymentMethodName, 255)),
    element('dBezahltDatum', order.paidAt === null ? '' : day(order.paidAt, settings)),
    ...order.positions.map((position, at) => group('twarenkorbpos', positionElements(position, at, pen))),
    group('tkunde', [
      ['cKundenNr', pen.exact('customer.customerNo', customer.customerNo, 30)],
      ...nameElements('customer', customer, pen, ['cAnrede', 'cTitel', 'cVorname', 'cNachname', 'cFirma']),
      ...placeElements('customer', customer, pen, settings),
      ['cUSTID', pen.text('customer.vatId', customer.vatId, 20)],
      ['cWWW', ''],
      ['cHerkunft', pen.text('settings.origin', settings.origin, 255)],
    ]),
    group('tlieferadresse', [
      ...nameElements('delivery', delivery, pen, ['cAnrede', 'cVorname', 'cNachname', 'cTitel', 'cFirma']),
      ...placeElements('delivery', delivery, pen, settings),
    ]),
  ]
  const keys = [attribute('kFirma', settings.companyKey), attribute('kBenutzer', settings.userKey)].join('')
  const text = `<?xml version="1.0" encoding="ISO-8859-1"?>\n<tBestellungen>\n<tBestellung${keys}>\n${elements.join('\n')}\n</tBestellung>\n</tBestellungen>\n`
  return { xml: new Personal(text), cut: pen.cut }
}

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`
const group = (name: string, inner: readonly Element[]): string =>
  `<${name}>\n${inner.map(([child, content]) => element(child, content)).join('\n')}\n</${name}>`
const attribute = (name: string, key: number | null): string => (key === null ? '' : ` ${name}="${key}"`)

/** Sources disagree on the form (ISO in two exporters, German in one): the setting decides, ISO is the default. */
function day(instant: number, settings: XmlSettings): string {
  const iso = localDay(instant, settings.timeZone)
  return settings.dateFormat === 'iso' ? iso : iso.split('-').reverse().join('.')
}

/** Writes values in their escaped form and notes what had to be cut. */
interface Pen {
  readonly cut: CutField[]
  /** For people: transliterated by setting, cut to `limit`. */
  text(field: string, value: string, limit: number, how?: 'many-lines' | 'keep-spelling'): string
  /** For machines (numbers, names, addresses of mail): never changed; refused when it cannot be written as it is. */
  exact(field: string, value: string, limit: number): string
  refuse(field: string, why: string): Error
}

function createPen(orderNumber: string, settings: XmlSettings): Pen {
  const cut: CutField[] = []
  const refuse = (field: string, why: string) =>
    // The value itself may be personal: only its place is named.
    jtlFault('jtl.order-not-writable', `Writing the XML of order ${writable(orderNumber).slice(0, 50)}`, {
      detail: `${field}: ${why}`,
      params: { order: orderNumber.slice(0, 50), field },
    })
  return {
    cut,
    refuse,
    text(field, value, limit, how) {
      const clean = writable(value, how === 'many-lines' ? how : 'one-line').trim()
      const whole = settings.beyondLatin1 === 'transliterate' && how !== 'keep-spelling' ? transliterated(clean) : clean
      const kept = cutTo(whole, limit)
      if (kept !== whole) cut.push({ field, limit })
      return escapedLatin1(kept)
    },
    exact(field, value, limit) {
      if (writable(value) !== value.normalize('NFC')) throw refuse(field, 'it holds control characters')
      if (value.length > limit) throw refuse(field, `it is longer than ${limit} characters`)
      return escapedLatin1(value)
    },
  }
}

function positionElements(position: XmlPosition, at: number, pen: Pen): readonly Element[] {
  const field = `positions[${at}]`
  if (!Number.isSafeInteger(position.quantity) || position.quantity < 1)
    throw pen.refuse(`${field}.quantity`, 'it is no whole number above 0')
  if (position.kind === 'article' && position.articleNo === '') throw pen.refuse(`${field}.articleNo`, 'it is empty')
  return [
    ['cName', pen.text(`${field}.name`, position.name, 255)],
    ['cArtNr', pen.exact(`${field}.articleNo`, position.articleNo, 100)],
    ['cBarcode', ''],
    ['cEinheit', ''],
    ...priceElements(position, field, pen),
    ['fAnzahl', `${position.quantity}.00`],
    ['cPosTyp', position.kind === 'article' ? 'standard' : 'versandkosten'],
    ['fRabatt', '0.00'],
  ]
}

function priceElements(position: XmlPosition, field: string, pen: Pen): readonly Element[] {
  const { grossCents, vatPercent } = position
  // Uncertain: what JTL does without a price. Ameise takes the customer group's price; taken as the same here.
  if (grossCents === null) return []
  if (vatPercent === null) throw pen.refuse(`${field}.vatPercent`, 'a price needs its VAT rate')
  if (!Number.isSafeInteger(grossCents)) throw pen.refuse(`${field}.grossCents`, 'it is no whole number of cents')
  const rate = Math.round(vatPercent * 100)
  if (!(rate >= 0 && rate < 10_000) || Math.abs(rate - vatPercent * 100) > 1e-6)
    throw pen.refuse(`${field}.vatPercent`, 'it is no rate from 0 to 99.99 with two decimals')
  return [
    ['fPreisEinzelNetto', netFromGross(grossCents, rate)],
    ['fPreis', centsToDecimal(grossCents)],
    ['fMwSt', centsToDecimal(rate)],
  ]
}

/** INV-7: net per piece with 5 decimals, so that net × (1 + rate) × quantity gives the gross cents back. Rounded half away from zero. */
export function netFromGross(grossCents: number, rateHundredths: number): string {
  const divisor = BigInt(10_000 + rateHundredths)
  const numerator = BigInt(Math.abs(grossCents)) * 10_000_000n
  const units = (numerator + divisor / 2n) / divisor
  const digits = String(units).padStart(6, '0')
  return `${grossCents < 0 && units > 0n ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`
}

function nameElements(
  who: 'customer' | 'delivery',
  address: XmlAddress,
  pen: Pen,
  order: readonly ('cAnrede' | 'cTitel' | 'cVorname' | 'cNachname' | 'cFirma')[],
): readonly Element[] {
  const content = {
    cAnrede: pen.text(`${who}.salutation`, address.salutation, 30),
    cTitel: '',
    cVorname: pen.text(`${who}.firstName`, address.firstName, 255),
    cNachname: pen.text(`${who}.lastName`, address.lastName, 255),
    cFirma: pen.text(`${who}.company`, address.company, 128),
  }
  return order.map(name => [name, content[name]])
}

function placeElements(
  who: 'customer' | 'delivery',
  address: XmlAddress,
  pen: Pen,
  settings: XmlSettings,
): readonly Element[] {
  return [
    ['cStrasse', pen.text(`${who}.street`, address.street, 255)],
    ['cAdressZusatz', pen.text(`${who}.extra`, address.extra, 255)],
    ['cPLZ', pen.text(`${who}.postalCode`, address.postalCode, 24)],
    ['cOrt', pen.text(`${who}.city`, address.city, 255)],
    ['cBundesland', pen.text(`${who}.state`, address.state, 255)],
    ['cLand', escapedLatin1(country(address.countryIso, settings))],
    ['cTel', pen.text(`${who}.phone`, address.phone, 30)],
    ['cMobil', pen.text(`${who}.mobile`, address.mobile, 30)],
    ['cFax', ''],
    ['cMail', pen.text(`${who}.email`, address.email, 255, 'keep-spelling')],
  ]
}

const germanNames = new Intl.DisplayNames('de', { type: 'region', fallback: 'none' })

/** Never guessed: an unknown country holds the order. Sources disagree on name or ISO code, so the setting decides. */
function country(iso: string, settings: XmlSettings): string {
  const name = /^[A-Z]{2}$/.test(iso) ? germanNames.of(iso) : undefined
  if (name === undefined)
    throw jtlFault('jtl.country-unknown', 'Writing the address into the order XML', { params: { field: 'countryIso' } })
  return settings.country === 'name' ? transliterated(name) : iso
}
