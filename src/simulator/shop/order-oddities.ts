import { unknownToTemu } from '../jtl/wawi-master-data.ts'
import type { Oddity } from '../scenario.ts'
import type { ShopSku, SkuTrait } from './make-shop.ts'
import { type DraftParts, draftLine, markWhatItIs, newLine, type OrderDraft } from './order-draft.ts'
import { between, foreignCountries, makeBuyer, pick } from './shop-buyers.ts'

export interface OddityParts extends DraftParts {
  readonly skus: readonly ShopSku[]
}

/** Makes the order odd. `false`: it does not fit this order. Times are in the scenario's minutes. */
type MakeOdd = (draft: OrderDraft, parts: OddityParts) => boolean

const minutes = (parts: OddityParts, from: number, to: number): number =>
  Math.round((from + parts.random.fraction() * (to - from)) * parts.minuteMs)

const change = (draft: OrderDraft, address: Partial<OrderDraft['address']>): true => {
  draft.address = { ...draft.address, ...address }
  return true
}

/** Replaces the first line by one whose SKU has this trait. */
const withTrait =
  (trait: SkuTrait): MakeOdd =>
  (draft, parts) => {
    const line = draftLine(parts, draft.mallId, draft.lines, sku => sku.traits.has(trait))
    if (!line) return false
    draft.lines[0] = line
    return true
  }

/** At least `quantity` units of a plain article in the first line. */
function manyUnits(draft: OrderDraft, parts: OddityParts, quantity: number): boolean {
  if ((draft.lines[0]?.quantity ?? 0) >= quantity) return true
  const line = draftLine(parts, draft.mallId, draft.lines, sku => !sku.traits.has('factor-2'), quantity)
  if (!line) return false
  draft.lines[0] = line
  return true
}

function severalLines(draft: OrderDraft, parts: OddityParts): boolean {
  if (draft.lines.length > 1) return true
  const line = draftLine(parts, draft.mallId, draft.lines)
  if (!line) return false
  draft.lines.push(line)
  return true
}

function addressWith(part: 'name' | 'street', text: (old: string) => string): MakeOdd {
  return draft => {
    if (part === 'street') return change(draft, { street: text(draft.address.street) })
    const lastName = text(draft.address.lastName ?? '')
    return change(draft, { lastName, name: `${draft.address.firstName ?? ''} ${lastName}` })
  }
}

function someoneFrom(fits: (address: OrderDraft['address']) => boolean, country?: string): MakeOdd {
  return (draft, parts) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const buyer = makeBuyer(parts.random, country)
      if (!fits(buyer.address)) continue
      draft.address = buyer.address
      draft.country = buyer.country
      return true
    }
    return false
  }
}

export const orderOddities: Readonly<Partial<Record<Oddity, MakeOdd>>> = {
  'several-lines': severalLines,
  'same-sku-twice': (draft, parts) => {
    const [line] = draft.lines
    const again = line && parts.shelf.take(draft.mallId, 1, sku => sku === line.sku)
    if (!again) return false
    draft.lines.push({ ...newLine(again, 1), grossCents: again.priceCents - 100 })
    return true
  },
  'set-article': withTrait('set'),
  variation: withTrait('variation'),
  'book-at-7-percent': withTrait('book'),
  'food-at-7-percent': withTrait('food'),
  'gtin-match-only': withTrait('gtin-only'),
  'sold-factor-2': withTrait('factor-2'),
  'sku-not-in-jtl': (draft, parts) => {
    const sku = parts.skus.find(one => one.mallId === draft.mallId && one.traits.has('not-in-jtl'))
    if (!sku) return false
    draft.lines[0] = newLine(sku, 1)
    return true
  },
  'shared-article': withTrait('shared'),
  umlauts: someoneFrom(address => /[äöüß]/.test(address.name), 'DE'),
  apostrophe: someoneFrom(address => address.name.includes("'"), 'FR'),
  'not-latin-1': someoneFrom(address => /[\u0100-\u024f]/.test(address.name), 'PL'),
  emoji: addressWith('name', old => `${old} 🐻‍❄️`),
  'xml-characters': addressWith('name', old => `${old} <b>& "Söhne"</b> ]]>`),
  'control-characters': addressWith('street', old => `${old}\u0000\u0007\u000b c/o\u001f Hof\ufffe`),
  'long-name': (draft, parts) =>
    change(draft, {
      lastName: 'Wolfeschlegelsteinhausenbergerdorff-'.repeat(between(parts.random, 8, 10)),
      name: `Hubert ${'Wolfeschlegelsteinhausenbergerdorff-'.repeat(9)}`,
      street2: 'Hinterhaus, vierter Stock links, bitte beim Nachbarn Ł. Żółkiewski klingeln'.repeat(4),
    }),
  'foreign-country': (draft, parts) => {
    const buyer = makeBuyer(parts.random, pick(parts.random, foreignCountries))
    draft.address = buyer.address
    draft.country = buyer.country
    return true
  },
  'pending-long': (draft, parts) => {
    draft.pendingMs = minutes(parts, 6, 12)
    return true
  },
  'amounts-late': (draft, parts) => {
    draft.amountsAfterMs = draft.pendingMs + minutes(parts, 2, 6)
    return true
  },
  'amounts-reversed': (draft, parts) => {
    draft.amountsReversed = true
    return severalLines(draft, parts)
  },
  'amounts-do-not-add-up': (draft, parts) => {
    draft.amountsOffByCents = pick(parts.random, [-100, 37, 250])
    return true
  },
  'uneven-amount': (draft, parts) => {
    if (!manyUnits(draft, parts, 3)) return false
    const [line] = draft.lines
    if (line) line.grossCents = line.sku.priceCents * line.quantity - 50
    if (line && line.grossCents % line.quantity === 0) line.grossCents -= 1
    return true
  },
  'seller-discount': draft => {
    for (const line of draft.lines) line.sellerDiscountCents = Math.round(line.grossCents * 0.1)
    return true
  },
  'temu-discount': draft => {
    for (const line of draft.lines) line.temuDiscountCents = Math.round(line.grossCents * 0.15)
    return true
  },
  'free-shipping': draft => {
    draft.shippingCents = 0
    return true
  },
  'shipping-by-temu': draft => {
    draft.shippingCents = 0
    draft.shippingTemuCents = 499
    return true
  },
  'refund-made': (draft, parts) => {
    draft.happenings.push({
      kind: 'refund',
      order: draft.n,
      afterMs: draft.pendingMs + minutes(parts, 0.1, 0.5),
      cents: 100,
    })
    return true
  },
  'address-late': (draft, parts) => {
    draft.addressAfterMs = draft.pendingMs + minutes(parts, 2, 6)
    return true
  },
  'address-masked': draft => {
    draft.addressMasked = true
    return true
  },
  'address-changed': (draft, parts) => {
    // Before the hand-over, and (every other time) after it.
    const afterMs = draft.n % 2 === 0 ? draft.pendingMs / 2 : draft.pendingMs + minutes(parts, 1, 3)
    const address = {
      ...makeBuyer(parts.random, draft.country).address,
      name: draft.address.name,
      firstName: draft.address.firstName ?? '',
      lastName: draft.address.lastName ?? '',
    }
    draft.happenings.push({ kind: 'change-address', order: draft.n, afterMs: Math.round(afterMs), address })
    return true
  },
  'cancelled-part': (draft, parts) => {
    if (!manyUnits(draft, parts, 2)) return false
    draft.happenings.push({
      kind: 'cancel-units',
      order: draft.n,
      afterMs: draft.pendingMs + minutes(parts, 0.05, 1),
      line: 0,
      quantity: 1,
    })
    return true
  },
  'cancelled-whole': (draft, parts) => {
    draft.happenings.push({ kind: 'cancel-order', order: draft.n, afterMs: draft.pendingMs + minutes(parts, 0.05, 1) })
    return true
  },
  'cancellation-requested': (draft, parts) => {
    draft.happenings.push({
      kind: 'request-cancellation',
      order: draft.n,
      afterMs: draft.pendingMs + minutes(parts, 0.05, 1),
      line: 0,
      quantity: draft.lines[0]?.quantity ?? 1,
      answer: 'approve',
      answerAfterMs: minutes(parts, 3, 6),
    })
    return true
  },
  'cancellation-revoked': (draft, parts) => {
    draft.happenings.push({
      kind: 'request-cancellation',
      order: draft.n,
      afterMs: draft.pendingMs + minutes(parts, 0.05, 1),
      line: 0,
      quantity: 1,
      answer: 'revoke',
      answerAfterMs: minutes(parts, 2, 4),
    })
    return true
  },
  'cancelled-while-pending': draft => {
    draft.happenings.push({ kind: 'cancel-order', order: draft.n, afterMs: Math.round(draft.pendingMs / 2) })
    return true
  },
  'empty-ext-code': draft => {
    const [line] = draft.lines
    if (line) line.extCode = ''
    return true
  },
  'unknown-status': (draft, parts) => {
    draft.happenings.push({
      kind: 'unknown-status',
      order: draft.n,
      afterMs: draft.pendingMs + 1,
      status: 7,
      forMs: minutes(parts, 3, 6),
    })
    return true
  },
  'unknown-carrier': draft => {
    draft.shipping.method = unknownToTemu
    return true
  },
  'two-parcels': (draft, parts) => {
    draft.shipping.parcels = 2
    return manyUnits(draft, parts, 2)
  },
  'tracking-late': (draft, parts) => {
    draft.shipping.trackingAfterMs = minutes(parts, 2, 5)
    return true
  },
  'shipment-id-only': (draft, parts) => {
    draft.shipping.shipmentIdOnly = true
    draft.shipping.trackingAfterMs = minutes(parts, 3, 6)
    return true
  },
  'note-deleted': draft => {
    draft.shipping.noteDeleted = true
    return true
  },
  'shipped-partly': (draft, parts) => {
    draft.shipping.partly = true
    return severalLines(draft, parts)
  },
}

/** Applies it and says so on the order; an order that cannot have it is left as it was. */
export function makeOdd(draft: OrderDraft, oddity: Oddity, parts: OddityParts): boolean {
  const make = orderOddities[oddity]
  if (!make?.(draft, parts)) return false
  draft.oddities.add(oddity)
  markWhatItIs(draft)
  return true
}
