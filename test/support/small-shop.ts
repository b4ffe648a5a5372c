import {
  type Happening,
  type Oddity,
  oddityNames,
  type Scenario,
  type ScenarioLine,
  type ScenarioOrder,
  type ShippingPlan,
} from '../../src/simulator/index.ts'

/** A shop small enough to be run hundreds of times: every order of it is there for a reason. */

export const smallMall = '634418210000001'
const minute = 60_000

const address = {
  name: 'Jürgen O’Größmann',
  street: 'Straße des 17. Juni 135',
  postCode: '10623',
  city: 'Berlin',
  mail: 'x7@temuemail.example',
  phone: '+49 30 1234567',
}

const plainShipping: ShippingPlan = {
  packAfterMs: minute,
  parcels: 1,
  method: 'DHL Paket',
  trackingAfterMs: 0,
  shipmentIdOnly: false,
  noteDeleted: false,
  partly: false,
  deliverAfterMs: 4 * minute,
}

export const skuOf = {
  becher: '17590000000001',
  teller: '17590000000002',
  tee: '17590000000003',
  set: '17590000000004',
} as const
export type SmallSku = keyof typeof skuOf

const prices: Readonly<Record<SmallSku, number>> = { becher: 1299, teller: 1850, tee: 499, set: 2999 }

export const line = (sku: SmallSku, quantity: number, over: Partial<ScenarioLine> = {}): ScenarioLine => ({
  skuId: skuOf[sku],
  quantity,
  grossCents: prices[sku] * quantity,
  sellerDiscountCents: 0,
  temuDiscountCents: 0,
  ...over,
})

export function smallOrder(
  n: number,
  atMs: number,
  lines: readonly ScenarioLine[],
  over: Partial<ScenarioOrder> & { readonly plan?: Partial<ShippingPlan> } = {},
): ScenarioOrder {
  const { plan, ...rest } = over
  return {
    n,
    mallId: smallMall,
    atMs,
    pendingMs: 20_000,
    lines,
    address,
    country: 'DE',
    shippingCents: 299,
    shippingTemuCents: 0,
    amountsAfterMs: 0,
    addressAfterMs: 0,
    amountsReversed: false,
    amountsOffByCents: 0,
    addressMasked: false,
    shipping: { ...plainShipping, ...plan },
    oddities: [],
    ...rest,
  }
}

/** Three SKUs, with `hasSet` a fourth that is a set of two of them, and whatever buyers and happenings a test wants. */
export function smallShop(
  orders: readonly ScenarioOrder[],
  happenings: readonly Happening[] = [],
  {
    becher = 20,
    teller = 12,
    tee = 9,
    hasSet = false,
  }: Partial<Record<Exclude<SmallSku, 'set'>, number>> & { readonly hasSet?: boolean } = {},
): Scenario {
  const article = (articleNo: string, name: string, sku: SmallSku, vatPercent: 7 | 19, pieces: number) => ({
    articleNo,
    name,
    priceCents: prices[sku],
    vatPercent,
    stock: pieces,
  })
  const sku = (key: SmallSku, sellerSku: string, taxPercent: number) => ({
    skuId: skuOf[key],
    sellerSku,
    stock: 0,
    priceCents: prices[key],
    taxPercent,
  })
  return {
    name: 'small shop',
    seed: 'small',
    spanMs: 30 * minute,
    malls: [
      {
        mallId: smallMall,
        regionId: 76,
        siteId: 105,
        behaviour: {},
        goods: [
          {
            goodsId: '601000000000001',
            title: 'Geschirr',
            skus: [sku('becher', 'BECHER-1', 19), sku('teller', 'TELLER-1', 19)],
          },
          { goodsId: '601000000000002', title: 'Tee', skus: [sku('tee', 'TEE-1', 7)] },
          ...(hasSet ? [{ goodsId: '601000000000003', title: 'Frühstücksset', skus: [sku('set', 'SET-1', 19)] }] : []),
        ],
      },
    ],
    articles: [
      article('BECHER-1', 'Becher „Küste“', 'becher', 19, becher),
      article('TELLER-1', 'Teller', 'teller', 19, teller),
      article('TEE-1', 'Ostfriesentee', 'tee', 7, tee),
    ],
    sets: [
      {
        articleNo: 'SET-1',
        name: 'Frühstücksset',
        priceCents: prices.set,
        vatPercent: 19,
        components: [
          { articleNo: 'BECHER-1', pieces: 1 },
          { articleNo: 'TELLER-1', pieces: 1 },
        ],
      },
    ],
    orders,
    happenings,
    oddities: Object.fromEntries(oddityNames.map(name => [name, { planned: 0 }])) as Record<
      Oddity,
      { readonly planned: number }
    >, // every name is a key
  }
}

/** Several lines and two parcels, units cancelled before the hand-over and after it, a wish to cancel, a set beside its parts, and a shelf that moves. */
export const crashScenario: Scenario = smallShop(
  [
    smallOrder(1, 10_000, [line('becher', 2), line('tee', 1, { sellerDiscountCents: 50 })], { plan: { parcels: 2 } }),
    smallOrder(2, 15_000, [line('becher', 3, { temuDiscountCents: 100 })], { amountsAfterMs: 50_000 }),
    smallOrder(3, 40_000, [line('set', 1)], { plan: { trackingAfterMs: minute } }),
    smallOrder(4, 50_000, [line('teller', 2)]),
    smallOrder(5, 130_000, [line('tee', 2), line('becher', 1)], { plan: { partly: true } }),
  ],
  [
    { kind: 'cancel-units', order: 2, afterMs: 30_000, line: 0, quantity: 1 },
    {
      kind: 'request-cancellation',
      order: 4,
      afterMs: 25_000,
      line: 0,
      quantity: 1,
      answer: 'approve',
      answerAfterMs: 100_000,
    },
    { kind: 'cancel-order', order: 5, afterMs: 100_000 },
    { kind: 'sold-elsewhere', atMs: 70_000, articleNo: 'BECHER-1', pieces: 2 },
    { kind: 'goods-in', atMs: 150_000, articleNo: 'TEE-1', pieces: 4 },
  ],
  { hasSet: true },
)
