import type { Personal } from '../../lib/index.ts'

/** What one TEMU order becomes in JTL. Money is integer cents gross; instants are ms UTC. */
export interface XmlOrder {
  /** The marketplace number, ≤ 50 characters (JTL: cExterneBestellNr). */
  readonly externalNumber: string
  readonly currency: string
  readonly orderedAt: number
  /** null = unpaid: JTL then ships only with a payment method that allows it. */
  readonly paidAt: number | null
  /** Latest day of dispatch or delivery promised, if known. */
  readonly deliverBy: number | null
  /** Shown to the merchant in JTL; must not hold personal data. */
  readonly comment: string
  readonly positions: readonly XmlPosition[]
  readonly customer: Personal<XmlCustomer>
  /** Where the goods go; usually the same person. */
  readonly delivery: Personal<XmlAddress>
}

export interface XmlPosition {
  readonly kind: 'article' | 'shipping'
  /** JTL's article number; empty for shipping. */
  readonly articleNo: string
  readonly name: string
  /** Whole pieces, ≥ 1. */
  readonly quantity: number
  /** Gross per piece. Uneven totals are two positions (see order-to-jtl). null: no price is written, JTL takes its own. */
  readonly grossCents: number | null
  /** 19 → `19.00`. null only together with `grossCents: null`. */
  readonly vatPercent: number | null
}

export interface XmlAddress {
  readonly salutation: string
  readonly firstName: string
  readonly lastName: string
  readonly company: string
  readonly street: string
  readonly extra: string
  readonly postalCode: string
  readonly city: string
  readonly state: string
  /** ISO 3166-1 alpha-2. */
  readonly countryIso: string
  readonly phone: string
  readonly mobile: string
  readonly email: string
}

export interface XmlCustomer extends XmlAddress {
  /** JTL matches customers by this number only; empty = JTL makes one. */
  readonly customerNo: string
  readonly vatId: string
}

/** How this merchant's JTL wants its XML. Names must exist in JTL (`masterData`), else JTL refuses the order. */
export interface XmlSettings {
  readonly shippingMethodName: string
  readonly paymentMethodName: string
  readonly companyKey: number | null
  readonly userKey: number | null
  /** tSpracheUsed.cISO: `ger`. */
  readonly language: string
  /** tkunde.cHerkunft. */
  readonly origin: string
  /** Both forms are in use and no source says which JTL prefers; ISO is the default. */
  readonly dateFormat: 'iso' | 'german'
  /** German name or ISO code; sources disagree, the name is the default. */
  readonly country: 'name' | 'iso'
  /** What Latin-1 lacks: a Latin spelling where a sane one exists, or always a character reference. */
  readonly beyondLatin1: 'transliterate' | 'reference'
  /** The zone in which dates are written. */
  readonly timeZone: string
}

export const defaultXmlSettings: XmlSettings = {
  shippingMethodName: 'DHL Paket',
  paymentMethodName: 'TEMU',
  companyKey: 1,
  userKey: 1,
  language: 'ger',
  origin: 'TEMU',
  dateFormat: 'iso',
  country: 'name',
  beyondLatin1: 'transliterate',
  timeZone: 'Europe/Berlin',
}

/** A field that was shortened to what JTL's database holds; the caller flags the order. */
export interface CutField {
  /** Where: `customer.street`, `positions[2].name`. */
  readonly field: string
  readonly limit: number
}

export interface OrderXml {
  /** The document, every character within Latin-1. */
  readonly xml: Personal
  readonly cut: readonly CutField[]
}
