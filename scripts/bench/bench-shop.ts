import { type Random, seededRandom } from '../../src/lib/index.ts'
import type { BuyerAddress, NewOrder, SimulatedJtl, SimulatedTemu } from '../../src/simulator/index.ts'

/** A plain shop without oddities: every order goes through. Same sizes, same shop. */
export interface ShopSize {
  readonly orders: number
  readonly skus: number
}

const shopMall = '634418210000001'
export const shopAccess = {
  appKey: 'bench-app',
  appSecret: 'bench-secret-of-a-simulated-shop',
  accessToken: 'bench-token',
} as const

const skusPerGoods = 4
/** Fits the JSON numbers of TEMU's ids exactly. */
const goodsBase = 601_100_000_000_000
const skuBase = 17_500_000_000_000

export const articleNo = (n: number): string => `KT-${String(n).padStart(6, '0')}`
const skuId = (n: number): string => String(skuBase + n)
export const pieces = 500

const prices = [799, 1299, 1999, 2495, 3990, 5900] as const

export function fillShop(size: ShopSize, temu: SimulatedTemu, jtl: SimulatedJtl): void {
  jtl.transaction(() => {
    for (let n = 1; n <= size.skus; n++)
      jtl.addArticle({
        articleNo: articleNo(n),
        name: `Artikel ${n}`,
        priceCents: price(n),
        vatPercent: 19,
        stock: pieces,
      })
  })
  temu.addApp({ appKey: shopAccess.appKey, appSecret: shopAccess.appSecret })
  temu.addMall({
    mallId: shopMall,
    appKey: shopAccess.appKey,
    token: shopAccess.accessToken,
    regionId: 76,
    siteId: 105,
  })
  for (let first = 1; first <= size.skus; first += skusPerGoods)
    temu.addGoods({
      mallId: shopMall,
      goodsId: String(goodsBase + first),
      title: `Küchenhelfer Größe ${first}`,
      skus: Array.from({ length: Math.min(skusPerGoods, size.skus - first + 1) }, (_, at) => ({
        skuId: skuId(first + at),
        sellerSku: articleNo(first + at),
        stock: pieces,
        priceCents: price(first + at),
        specName: `Blau, ${at + 1}`,
      })),
    })
  const random = seededRandom(`bench/${size.orders}/${size.skus}`)
  for (let n = 1; n <= size.orders; n++)
    if (temu.placeOrder(newOrder(random, n, size.skus)) === 'sold-out') throw new Error('The shop is too small')
}

const price = (n: number): number => prices[n % prices.length] ?? 999

/** One to three lines, a quarter of the orders with paid shipping, a tenth with a discount of the seller. */
function newOrder(random: Random, n: number, skus: number): NewOrder {
  const lines = 1 + (n % 4 === 0 ? 1 : 0) + (n % 12 === 0 ? 1 : 0)
  const chosen = new Set<number>()
  while (chosen.size < Math.min(lines, skus)) chosen.add(1 + Math.floor(random.fraction() * skus))
  return {
    mallId: shopMall,
    status: 'to-ship',
    address: address(random, n),
    shippingCents: n % 4 === 0 ? 495 : 0,
    lines: [...chosen].map(sku => ({
      skuId: skuId(sku),
      quantity: 1 + (n % 5 === 0 ? 1 : 0),
      ...(n % 10 === 0 ? { sellerDiscountCents: 119 } : {}),
    })),
  }
}

const names = ['Jörg Müller', 'Änne Groß', 'Lukas Schröder', 'Zoë Weiß', 'Günter Krämer', "Niccolò D'Angelo"] as const
const streets = ['Königstraße', 'Am Mühlbach', 'Große Gasse', 'Lindenweg', 'Bürgermeister-Smidt-Straße'] as const
const cities = [
  ['10115', 'Berlin'],
  ['80331', 'München'],
  ['50667', 'Köln'],
  ['73728', 'Esslingen am Neckar'],
] as const

function address(random: Random, n: number): BuyerAddress {
  const [postCode, city] = pick(random, cities)
  const name = pick(random, names)
  const [firstName = name, ...rest] = name.split(' ')
  return {
    name,
    firstName,
    lastName: rest.join(' '),
    street: `${pick(random, streets)} ${1 + (n % 180)}`,
    postCode,
    city,
    regionId: 76,
    phone: `+49 30 ${1_000_000 + n}`,
    mail: `buyer${n}@relay.example`,
  }
}

function pick<const Values extends readonly [unknown, ...unknown[]]>(random: Random, values: Values): Values[number] {
  return values[Math.floor(random.fraction() * values.length)] ?? values[0]
}
