import type { MallSettings } from '../accounts/index.ts'
import { type Held, held } from '../engine/index.ts'
import type { XmlAddress, XmlOrder, XmlPosition, XmlSettings } from '../jtl/index.ts'
import { Personal, splitEvenly } from '../lib/index.ts'
import { addressGaps, type BuyerAddress } from './address-from-temu.ts'
import { sumsDiffer } from './amounts-from-temu.ts'
import type { Order, OrderAmounts, OrderLine, OrderLineAmounts } from './order.ts'
import { currencyOf, type Region, regionByEnglishName, regionById } from './regions.ts'

/** One order line and the JTL article it is: the listing's, else TEMU's seller SKU; null when neither is known. */
export interface LineForJtl {
  readonly line: OrderLine
  readonly articleNo: string | null
}

export interface OrderForJtl {
  readonly order: Order
  readonly lines: readonly LineForJtl[]
  readonly address: Personal<BuyerAddress>
  readonly settings: MallSettings
}

export type JtlOrder = { readonly kind: 'ready'; readonly order: XmlOrder; readonly flags: readonly string[] } | Held

/**
 * What JTL is given for one TEMU order, or why a person is needed first. Pure. Money is after the seller's discount, per unit,
 * gross; INV-7 is checked on TEMU's original quantities and asserted on what is written.
 */
export function orderToJtl(input: OrderForJtl): JtlOrder {
  const { order, settings } = input
  const region = regionById(order.regionId)
  const lines = input.lines.filter(
    ({ line }) => line.quantity > 0 && line.fulfillment !== 'fulfillByCooperativeWarehouse',
  )
  const obstacle =
    orderObstacle(order, lines) ??
    lineObstacle(lines) ??
    placeObstacle(order, region, input.address.reveal('is it complete'))
  if (obstacle) return obstacle
  if (!region) return held('country-unknown', { region: order.regionId })
  const money = moneyPositions(order, lines, input.lines.length, settings)
  if ('kind' in money) return money
  return {
    kind: 'ready',
    flags: order.amounts ? [] : ['jtl-prices'],
    order: {
      externalNumber: order.id,
      currency: money.currency,
      orderedAt: order.orderedAt,
      paidAt: settings.jtl.markPaid ? (order.confirmedAt ?? order.orderedAt) : null,
      deliverBy: order.shipBy,
      comment: `TEMU ${order.id}`,
      positions: money.positions,
      customer: new Personal({
        ...xmlAddress(input.address, region, settings),
        customerNo: settings.jtl.customerNumber,
        vatId: '',
      }),
      delivery: new Personal(xmlAddress(input.address, region, settings)),
    },
  }
}

function orderObstacle(order: Order, lines: readonly LineForJtl[]): Held | null {
  if (order.flags.includes('cod')) return held('cod')
  if (order.temuStatus === 41) return held('partly-shipped-elsewhere')
  if (order.temuStatus !== 2) return held('status-unknown', { status: order.temuStatus })
  if (lines.length === 0) return held('nothing-left')
  return null
}

function lineObstacle(lines: readonly LineForJtl[]): Held | null {
  for (const { line, articleNo } of lines) {
    const where = { line: line.id, sku: line.sellerSku || line.skuId }
    // A sold unit of several pieces, or of several products: how many of which article JTL should ship is a person's decision.
    if (line.soldFactor !== 1 || line.productCount > 1)
      return held('bundle-unclear', { ...where, pieces: line.soldFactor })
    if (articleNo === null) return held('sku-missing', where)
  }
  return null
}

function placeObstacle(order: Order, region: Region | undefined, address: BuyerAddress): Held | null {
  if (!region) return held('country-unknown', { region: order.regionId })
  const named = regionByEnglishName(address.country)
  if (named && named.iso !== region.iso) return held('country-differs', { region: region.iso, address: named.iso })
  const gaps = addressGaps(address)
  return gaps.length > 0 ? held('address-incomplete', { missing: gaps.join(', ') }) : null
}

type Money = { readonly currency: string; readonly positions: readonly XmlPosition[] }

function moneyPositions(
  order: Order,
  lines: readonly LineForJtl[],
  lineCount: number,
  settings: MallSettings,
): Money | Held {
  if (!order.amounts) return positionsAtJtlPrices(order, lines)
  const amounts = order.amounts
  const differ = sumsDiffer(amounts)
  if (differ) return differ
  // A line TEMU prices and does not list, or the other way round: the sum cannot be trusted line by line.
  if (amounts.lines.length !== lineCount)
    return held('amounts-differ', { ours: lineCount, theirs: amounts.lines.length, currency: '' })
  const positions: XmlPosition[] = []
  for (const entry of lines) {
    const of = amounts.lines.find(each => each.lineId === entry.line.id) // by id, never by position
    if (!of) return held('amounts-differ', { line: entry.line.id, ours: '–', theirs: '–', currency: amounts.currency })
    const made = linePositions(entry, of)
    if ('kind' in made) return made
    positions.push(...made)
  }
  const shipping = shippingPosition(amounts, settings)
  if (shipping && 'reason' in shipping) return shipping
  if (shipping) positions.push(shipping)
  assertSum(amounts, lines, positions)
  return { currency: amounts.currency, positions }
}

function positionsAtJtlPrices(order: Order, lines: readonly LineForJtl[]): Money | Held {
  const currency = currencyOf(order.countryIso)
  if (currency === null) return held('country-unknown', { region: order.regionId })
  return {
    currency,
    positions: lines.map(({ line, articleNo }) => ({
      kind: 'article',
      articleNo: articleNo ?? '',
      name: lineName(line),
      quantity: line.quantity,
      grossCents: null,
      vatPercent: null,
    })),
  }
}

/** A line as one position, or as two of the same article when its cents do not divide evenly. */
function linePositions({ line, articleNo }: LineForJtl, amounts: OrderLineAmounts): readonly XmlPosition[] | Held {
  if (amounts.quantity !== null && amounts.quantity !== line.originalQuantity)
    return held('quantity-differs', { line: line.id, ours: line.originalQuantity, theirs: amounts.quantity })
  if (amounts.vatPercent === null) return held('vat-unclear', { line: line.id, sku: line.sellerSku || line.skuId })
  if (lineCents(amounts) < 0) return held('amounts-differ', { line: line.id, ours: '–', theirs: '–', currency: '' })
  const units = keptUnits(line, amounts)
  const prices = [...new Set(units)]
  return prices.map(grossCents => ({
    kind: 'article',
    articleNo: articleNo ?? '',
    name: lineName(line),
    quantity: units.filter(cents => cents === grossCents).length,
    grossCents,
    vatPercent: amounts.vatPercent,
  }))
}

const lineCents = (amounts: OrderLineAmounts): number => amounts.grossCents - amounts.sellerDiscountCents

/** The price of each unit that is left: the line's cents split evenly over the original units, the cancelled ones gone from the end. */
const keptUnits = (line: OrderLine, amounts: OrderLineAmounts): readonly number[] =>
  splitEvenly(lineCents(amounts), line.originalQuantity).slice(0, line.quantity)

/** JTL gets a shipping line only when the buyer's shipping costs something. */
function shippingPosition(amounts: OrderAmounts, settings: MallSettings): XmlPosition | Held | null {
  if (amounts.shippingGrossCents === 0) return null
  const vat = shippingRate(amounts)
  if (vat === null) return held('vat-unclear', { line: 'shipping', sku: '–' })
  return {
    kind: 'shipping',
    articleNo: '',
    name: settings.jtl.shippingLineName,
    quantity: 1,
    grossCents: amounts.shippingGrossCents,
    vatPercent: vat,
  }
}

/**
 * TEMU taxes the shipping of an order with several rates by its lines: their blend may land on a rate of the country that no
 * line has (books at 7 % and cups at 19 %, sent to Austria: 10 %).
 */
function shippingRate(amounts: OrderAmounts): number | null {
  const told = amounts.shippingVatPercent
  const rates = new Set(amounts.lines.map(line => line.vatPercent))
  return told !== null && (rates.size === 1 || rates.has(told)) ? told : mainRate(amounts)
}

/** The rate most of the money is taxed at: an ancillary service shares the fate of the main one. */
function mainRate(amounts: OrderAmounts): number | null {
  const byRate = new Map<number, number>()
  for (const line of amounts.lines)
    if (line.vatPercent !== null) byRate.set(line.vatPercent, (byRate.get(line.vatPercent) ?? 0) + line.grossCents)
  return [...byRate].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? null
}

/** INV-7: the XML's sum is the first sum minus the units that are gone, to the cent. */
function assertSum(amounts: OrderAmounts, lines: readonly LineForJtl[], positions: readonly XmlPosition[]): void {
  const written = positions.reduce((all, position) => all + (position.grossCents ?? 0) * position.quantity, 0)
  const kept = new Map(lines.map(({ line }) => [line.id as string, line]))
  const first = amounts.lines.reduce((all, line) => all + lineCents(line), 0) + amounts.shippingGrossCents
  const gone = amounts.lines.reduce((all, of) => {
    const line = kept.get(of.lineId)
    if (!line) return all + lineCents(of)
    const units = splitEvenly(lineCents(of), line.originalQuantity)
    return all + units.slice(line.quantity).reduce((sum, cents) => sum + cents, 0)
  }, 0)
  if (written !== first - gone)
    throw new Error(`INV-7: the XML holds ${written} cents, TEMU's sum says ${first - gone}`)
}

const lineName = (line: OrderLine): string => (line.spec ? `${line.title} ${line.spec}` : line.title) || line.sellerSku

function xmlAddress(address: Personal<BuyerAddress>, region: Region, settings: MallSettings): XmlAddress {
  const buyer = address.reveal('translate the address for the order XML, which stays sealed')
  return {
    salutation: '',
    firstName: buyer.firstName,
    lastName: buyer.lastName,
    company: '',
    street: buyer.street,
    extra: [buyer.additional, buyer.extra].filter(part => part !== '').join(', '),
    postalCode: buyer.postalCode,
    city: buyer.city,
    state: buyer.state,
    countryIso: region.iso,
    phone: buyer.phone,
    mobile: buyer.mobile,
    email: settings.jtl.keepEmail ? buyer.email : '',
  }
}

/** The mall's settings in the XML writer's words. */
export function xmlSettingsOf(settings: MallSettings, timeZone: string): XmlSettings {
  return {
    shippingMethodName: settings.jtl.shippingMethod,
    paymentMethodName: settings.jtl.paymentMethod,
    companyKey: settings.jtl.companyKey,
    userKey: settings.jtl.userKey,
    language: settings.jtl.language,
    origin: 'TEMU',
    dateFormat: settings.jtl.dateFormat,
    country: settings.jtl.country,
    beyondLatin1: settings.jtl.transliterate ? 'transliterate' : 'reference',
    timeZone,
  }
}
