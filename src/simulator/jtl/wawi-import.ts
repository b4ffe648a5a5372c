import type { ImportedLine } from './simulated-jtl.ts'
import { countryIso, countryName } from './wawi-country.ts'
import type { Row } from './wawi-database.ts'
import { xmlImportPlatform } from './wawi-master-data.ts'
import type { OrderElement } from './wawi-order-xml.ts'
import { bookOrder, type LineToBook, type Wawi } from './wawi-orders.ts'

/** The order cannot be imported, and why, without personal data. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
}

/** An order element with its values understood; nothing is written yet. */
export interface ReadOrder {
  readonly externalNumber: string
  readonly currency: string
  readonly lines: readonly ImportedLine[]
  readonly grossCents: number
  readonly booking: readonly LineToBook[]
  readonly shippingMethodKey: number
  readonly paymentMethodKey: number
  readonly companyKey: number
  readonly userKey: number
  readonly orderedAt: string
  readonly paidAt: string | undefined
  readonly deliverBy: string | undefined
  readonly note: string
  readonly customer: Readonly<Record<string, string>>
  readonly delivery: Readonly<Record<string, string>>
}

type Fields = Readonly<Record<string, string>>

export function readOrder(wawi: Wawi, element: OrderElement): ReadOrder {
  const { fields } = element
  const externalNumber = need(fields, 'cExterneBestellNr')
  const pairs = element.positions.map((position, at) => readPosition(wawi, position, at + 1))
  const lines = pairs.map(pair => pair.seen)
  const orderedAt = readDate(wawi, fields, 'dErstellt')
  if (orderedAt === undefined) refuse('dErstellt is empty')
  return {
    externalNumber,
    currency: need(fields, 'cWaehrung'),
    lines,
    grossCents: lines.reduce((sum, line) => sum + (line.grossCents ?? Number.NaN) * line.quantity, 0),
    booking: pairs.map(pair => pair.book),
    shippingMethodKey: byName(wawi, 'dbo.tversandart', 'kVersandArt', "cAktiv = 'Y'", need(fields, 'cVersandartName')),
    paymentMethodKey: byName(wawi, 'dbo.tZahlungsart', 'kZahlungsart', 'nAktiv = 1', need(fields, 'cZahlungsartName')),
    companyKey: existing(wawi, 'dbo.tfirma', 'kFirma', element.attributes.kFirma),
    userKey: existing(wawi, 'dbo.tBenutzer', 'kBenutzer', element.attributes.kBenutzer),
    orderedAt: orderedAt ?? '',
    paidAt: readDate(wawi, fields, 'dBezahltDatum'),
    deliverBy: readDate(wawi, fields, 'dLieferDatum'),
    note: fields.cKommentar ?? '',
    customer: element.customer,
    delivery: element.delivery ?? element.customer,
  }
}

/** Writes the order. It does not ask whether there is one with this number already: JTL does not either. */
export function importOrder(wawi: Wawi, order: ReadOrder, platform: number | null): number {
  const { db } = wawi
  if (platform !== null && !db.one('select 1 from dbo.tPlattform where nPlattform = ?', platform))
    refuse(`platform ${platform} does not exist`)
  const address = (fields: Fields, nTyp: number): Row => ({ ...addressRow(wawi, fields), nTyp })
  const customer = customerOf(wawi, order)
  return bookOrder(wawi, {
    externalNumber: order.externalNumber,
    platform: platform ?? xmlImportPlatform,
    companyKey: order.companyKey,
    userKey: order.userKey,
    currency: order.currency,
    shippingMethodKey: order.shippingMethodKey,
    paymentMethodKey: order.paymentMethodKey,
    customerKey: customer.key,
    customerNo: customer.number,
    orderedAt: order.orderedAt,
    paidAt: order.paidAt,
    deliverBy: order.deliverBy,
    note: order.note,
    lines: order.booking,
    // nTyp 0 is the delivery address, 1 the billing address: JTL's own views read it so.
    addresses: [address(order.delivery, 0), address(order.customer, 1)],
  })
}

function readPosition(wawi: Wawi, fields: Fields, at: number): { seen: ImportedLine; book: LineToBook } {
  const kind = fields.cPosTyp ?? ''
  if (!['standard', 'versandkosten', 'gutschein'].includes(kind)) refuse(`position ${at}: cPosTyp is unknown`)
  const pieces = decimal(fields, 'fAnzahl', at)
  if (pieces === undefined || pieces <= 0) refuse(`position ${at}: fAnzahl is not above 0`)
  const articleNo = fields.cArtNr ?? ''
  const discount = 1 - (decimal(fields, 'fRabatt', at) ?? 0) / 100
  const article = kind === 'standard' ? articleOf(wawi, articleNo, at) : undefined
  const vat = decimal(fields, 'fMwSt', at) ?? article?.vatPercent
  if (vat === undefined) refuse(`position ${at}: fMwSt is missing`)
  const net = decimal(fields, 'fPreisEinzelNetto', at)
  const gross = decimal(fields, 'fPreis', at)
  const ownNet = article?.net ?? 0
  const bookedNet = net ?? (gross === undefined ? ownNet : gross / (1 + (vat ?? 0) / 100))
  const bookedGross = gross ?? bookedNet * (1 + (vat ?? 0) / 100)
  const grossCents = Math.round(bookedGross * discount * 100)
  return {
    seen: {
      kind: kind === 'standard' ? 'article' : kind === 'versandkosten' ? 'shipping' : 'other',
      articleNo,
      quantity: pieces ?? 0,
      grossCents: gross === undefined ? undefined : grossCents,
      net,
      vatPercent: decimal(fields, 'fMwSt', at),
    },
    book: {
      type: kind === 'standard' ? 1 : kind === 'versandkosten' ? 2 : 3,
      articleKey: article?.key ?? null,
      articleNo: article?.articleNo ?? '',
      name: fields.cName ?? '',
      pieces: pieces ?? 0,
      net: bookedNet * discount,
      grossCents,
      vatPercent: vat ?? 0,
    },
  }
}

function articleOf(wawi: Wawi, articleNo: string, at: number) {
  const row = wawi.db.one(
    'select kArtikel, cArtNr, fVKNetto, kSteuerklasse, nIstVater, nDelete from dbo.tArtikel where cArtNr = ?',
    articleNo,
  )
  if (!row || Number(row.nDelete) === 1) return refuse(`position ${at}: article "${articleNo}" does not exist`)
  if (Number(row.nIstVater) > 0) return refuse(`position ${at}: article "${articleNo}" is a parent and cannot be sold`)
  return {
    key: Number(row.kArtikel),
    articleNo: String(row.cArtNr),
    net: Number(row.fVKNetto),
    vatPercent: Number(row.kSteuerklasse) === 2 ? 7 : 19,
  }
}

/** Customers are matched by number only; without one each order makes a new customer. */
function customerOf(wawi: Wawi, order: ReadOrder): { key: number; number: string } {
  const { db } = wawi
  const wanted = order.customer.cKundenNr ?? ''
  const known = wanted === '' ? undefined : db.one('select kKunde from dbo.tkunde where cKundenNr = ?', wanted)
  if (known) return { key: Number(known.kKunde), number: wanted }
  const next = Number(db.one('select coalesce(max(kKunde), 0) + 1 as n from dbo.tkunde')?.n ?? 1)
  const number = wanted === '' ? `KD${String(next).padStart(6, '0')}` : wanted
  const key = db.insert('dbo.tkunde', {
    cKundenNr: number,
    dErstellt: wawi.wall.toLocal(wawi.now()),
    kKundenGruppe: 1,
    kSprache: 1,
    cHerkunft: order.customer.cHerkunft ?? '',
    kFirma: order.companyKey,
  })
  db.insert('dbo.tAdresse', {
    kKunde: key,
    ...addressRow(wawi, order.customer),
    nStandard: 1,
    nTyp: 1,
    cUSTID: order.customer.cUSTID ?? '',
  })
  return { key, number }
}

function addressRow(wawi: Wawi, fields: Fields): Row {
  const country = fields.cLand ?? ''
  const iso = countryIso(country, wawi.options.countries)
  if (iso === undefined) refuse('cLand is no country JTL knows')
  const text = (name: string): string => fields[name] ?? ''
  return {
    cFirma: text('cFirma'),
    cAnrede: text('cAnrede'),
    cTitel: text('cTitel'),
    cVorname: text('cVorname'),
    cName: text('cNachname'),
    cStrasse: text('cStrasse'),
    cAdressZusatz: text('cAdressZusatz'),
    cPLZ: text('cPLZ'),
    cOrt: text('cOrt'),
    cBundesland: text('cBundesland'),
    cLand: countryName(iso ?? ''),
    cISO: iso ?? '',
    cTel: text('cTel'),
    cMobil: text('cMobil'),
    cFax: text('cFax'),
    cMail: text('cMail'),
  }
}

function byName(wawi: Wawi, table: string, key: string, active: string, name: string): number {
  const row = wawi.db.one(`select ${key} as k from ${table} where cName = ? and ${active} order by ${key}`, name)
  return row ? Number(row.k) : refuse(`"${name}" is no active entry of ${table}`)
}

function existing(wawi: Wawi, table: string, column: string, value: string | undefined): number {
  if (value === undefined || value === '') return 1
  if (!/^\d{1,9}$/.test(value) || !wawi.db.one(`select 1 from ${table} where ${column} = ?`, Number(value)))
    return refuse(`${column} ${value} does not exist in ${table}`)
  return Number(value)
}

function need(fields: Fields, name: string): string {
  const value = fields[name] ?? ''
  return value === '' ? refuse(`${name} is empty`) : value
}

function decimal(fields: Fields, name: string, at: number): number | undefined {
  const text = fields[name] ?? ''
  if (text === '') return undefined
  // All working examples write a decimal point and no thousands separator.
  return /^-?\d{1,12}(\.\d{1,13})?$/.test(text)
    ? Number(text)
    : refuse(`position ${at}: ${name} is not a number with a decimal point`)
}

function readDate(wawi: Wawi, fields: Fields, name: string): string | undefined {
  const text = fields[name] ?? ''
  if (text === '') return undefined
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d:\d\d))?$/.exec(text)
  const german = /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d\d:\d\d:\d\d))?$/.exec(text)
  const { dates } = wawi.options
  const parts =
    iso && dates !== 'german'
      ? iso.slice(1)
      : german && dates !== 'iso'
        ? [german[3], german[2], german[1], german[4]]
        : undefined
  const [year, month, day, time] = parts ?? []
  if (!parts || !isDay(`${year}-${month}-${day}`)) return refuse(`${name} is not a date`)
  return `${year}-${month}-${day}T${time ?? '00:00:00'}`
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function refuse(reason: string): never {
  throw new ImportRefused(reason)
}
