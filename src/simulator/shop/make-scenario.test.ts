import { describe, expect, it } from 'vitest'
import { oddityNames } from '../scenario.ts'
import { makeScenario } from './make-scenario.ts'

const big = makeScenario('7', { orders: 500, skus: 2000 })

describe('a scenario', () => {
  it('is the same for the same seed, another for another, and survives JSON', () => {
    const one = makeScenario('a', { orders: 40, skus: 60 })
    expect(makeScenario('a', { orders: 40, skus: 60 })).toEqual(one)
    expect(makeScenario('b', { orders: 40, skus: 60 })).not.toEqual(one)
    expect(JSON.parse(JSON.stringify(one))).toEqual(one)
  })

  it.each([
    ['1', 200, 300],
    ['2', 200, 2000],
    ['7', 500, 2000],
    ['x', 1000, 120],
  ] as const)('plans every oddity when seed %s makes %i orders from %i SKUs', (seed, orders, skus) => {
    const { oddities } = makeScenario(seed, { orders, skus })
    expect(oddityNames.filter(name => oddities[name].planned === 0)).toEqual([])
  })

  it('is about the size that was asked for', () => {
    const skus = big.malls.flatMap(mall => mall.goods.flatMap(goods => goods.skus))
    expect(big.orders).toHaveLength(500)
    expect(skus.length).toBeGreaterThan(1990)
    expect(skus.length).toBeLessThan(2020)
    const lines = big.orders.reduce((sum, order) => sum + order.lines.length, 0)
    expect(lines / big.orders.length).toBeGreaterThan(1.2)
    expect(lines / big.orders.length).toBeLessThan(1.5)
  })

  it('names every article and every SKU once', () => {
    const articles = [...big.articles, ...big.sets].map(article => article.articleNo.toLowerCase())
    expect(new Set(articles).size).toBe(articles.length)
    const skus = big.malls.flatMap(mall => mall.goods.flatMap(goods => goods.skus.map(sku => sku.skuId)))
    expect(new Set(skus).size).toBe(skus.length)
    const gtins = big.articles.flatMap(article => article.gtin ?? [])
    expect(new Set(gtins).size).toBe(gtins.length)
  })

  it('orders only what its mall sells', () => {
    const sold = new Map(
      big.malls.map(mall => [mall.mallId, new Set(mall.goods.flatMap(goods => goods.skus.map(sku => sku.skuId)))]),
    )
    for (const order of big.orders)
      for (const line of order.lines) expect(sold.get(order.mallId)?.has(line.skuId)).toBe(true)
  })

  it('makes 100,000 SKUs and 10,000 plain orders', () => {
    const huge = makeScenario('h', { orders: 10_000, skus: 100_000, malls: 1, plain: true })
    expect(huge.orders).toHaveLength(10_000)
    expect(huge.happenings).toEqual([])
  })

  it('works when it is tiny', () => {
    const tiny = makeScenario('t', { orders: 3, skus: 5, malls: 1 })
    expect(tiny.orders).toHaveLength(3)
    // Few places for many roles: the shop goes without some of them.
    for (const skus of [12, 13, 18]) expect(makeScenario('t', { orders: 8, skus }).orders.length).toBeGreaterThan(4)
  })
})
