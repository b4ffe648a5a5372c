import type { ApiHandler, GatewayCall } from './gateway-call.ts'
import { idNumber } from './gateway-json.ts'
import { integer, long, longList, objectList, requiredInteger, requiredLong, text, textList } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { putStock, shownStock } from './shelf.ts'
import type { GoodsRecord, SkuRecord, TemuState } from './temu-state.ts'

const highest = 1_000_000
/** Not documented; a goods has at most 500 SKUs. */
const mostSkus = 500

interface Wanted {
  readonly sku: SkuRecord
  readonly mode: 'target' | 'change'
  readonly asked: number
}

/** `bg.local.goods.stock.edit`: one goods, one of two lists, each SKU judged by itself; acts at once on the real number. */
export const serveStockEdit: ApiHandler = (state, call) => {
  const goodsId = requiredLong(call.params, 'goodsId')
  const goods = state.goods.get(goodsId)
  if (goods?.mall !== call.mall) throw new Refusal(150010188, 'The shop and the goods do not belong together')
  if ((integer(call.params, 'stockType') ?? 0) !== 0)
    throw new Refusal(150010003, 'Invalid Request Parameters: only ordinary stock (stockType 0) is simulated')
  const wanted = readWanted(call, goods)
  const key = text(call.params, 'requestUniqueKey')
  // Seen: a repeated key is rejected. Scope, lifetime and code are not documented: per mall, for ever, 150010003.
  if (key !== undefined && call.mall.usedKeys.has(key))
    throw new Refusal(150010003, 'Invalid Request Parameters: requestUniqueKey was used before')
  if (key !== undefined) call.mall.usedKeys.add(key)
  const lines = wanted.map(each => editOne(state, call, each, key))
  const failed = lines.filter(line => !line.stockEditStatus).length
  return {
    goodsId: idNumber(goodsId),
    operateResult: failed === 0,
    msg: failed === 0 ? '' : failed === lines.length ? 'failed' : 'partially failed',
    skuStockEditStatusInfoList: lines,
  }
}

function readWanted(call: GatewayCall, goods: GoodsRecord): readonly Wanted[] {
  const targets = objectList(call.params, 'skuStockTargetList')
  const changes = objectList(call.params, 'skuStockChangeList')
  if (targets && changes) throw new Refusal(150013003, 'Only one stock adjustment method can be active at a time.')
  const rows = targets ?? changes
  if (!rows || rows.length === 0 || rows.length > mostSkus)
    throw new Refusal(150010003, 'Invalid Request Parameters: no SKU, or too many')
  const mode = targets ? 'target' : 'change'
  if (mode === 'change' && call.mall.behaviour.stockChanges === 'refused')
    throw new Refusal(150010001, 'Business failure: this shop takes skuStockTargetList only')
  const seen = new Set<string>()
  return rows.map(row => {
    const skuId = requiredLong(row, 'skuId')
    call.refs.push(skuId)
    if (seen.has(skuId)) throw new Refusal(150013001, 'Duplicate SKUs detected. Please remove them and try again')
    seen.add(skuId)
    const asked = requiredInteger(row, mode === 'target' ? 'stockTarget' : 'stockDiff')
    if (mode === 'target' && (asked < 0 || asked > highest))
      throw new Refusal(150013002, 'Quantity must be between 0 and 1000000')
    const sku = goods.skus.get(skuId)
    if (!sku) throw new Refusal(150010189, `The SKU ${skuId} and the goods do not belong together`)
    return { sku, mode, asked }
  })
}

function editOne(state: TemuState, call: GatewayCall, { sku, mode, asked }: Wanted, key: string | undefined) {
  const skuId = idNumber(sku.skuId)
  const fail = (errorCode: number, errorMsg: string) => ({ skuId, stockEditStatus: false, errorCode, errorMsg })
  const bad = call.badLines.get(sku.skuId)
  if (bad !== undefined) return fail(bad, 'Try again later')
  // Seen: stockDiff 0 gives an envelope of success and operateResult false.
  if (mode === 'change' && asked === 0) return fail(150010003, 'stockDiff must not be 0')
  const before = sku.stock
  const after = mode === 'target' ? asked : before + asked
  if (after < 0 || after > highest) return fail(150013002, 'Quantity must be between 0 and 1000000')
  putStock(state, sku, after)
  state.history.happened({
    kind: 'stock-written',
    request: call.n,
    at: call.at,
    mallId: sku.mallId,
    goodsId: sku.goodsId,
    skuId: sku.skuId,
    mode,
    asked,
    before,
    after,
    requestUniqueKey: key,
  })
  return { skuId, stockEditStatus: true }
}

/** `temu.local.goods.sku.stock.query`: by seller SKU, SKU or goods. */
export const serveStockQuery: ApiHandler = (state, call) => {
  const outSkuSns = textList(call.params, 'outSkuSnList')
  const skuIds = longList(call.params, 'skuIdList')
  const goodsId = long(call.params, 'goodsId')
  if (!outSkuSns?.length && !skuIds?.length && goodsId === undefined)
    throw new Refusal(150010003, 'Invalid Request Parameters: outSkuSnList, skuIdList or goodsId is needed')
  const sellerSkus = new Set(outSkuSns)
  const byGoods = new Map<GoodsRecord, SkuRecord[]>()
  for (const sku of candidates(state, call, { skuIds, goodsId, outSkuSns })) {
    if (sku.goods.mall !== call.mall) continue
    if (sellerSkus.size > 0 && !sellerSkus.has(sku.sellerSku)) continue
    if (goodsId !== undefined && sku.goodsId !== goodsId) continue
    call.refs.push(sku.skuId)
    const skus = byGoods.get(sku.goods)
    if (skus) skus.push(sku)
    else byGoods.set(sku.goods, [sku])
  }
  return {
    stockList: [...byGoods].map(([goods, skus]) => ({
      goodsId: idNumber(goods.goodsId),
      skuStockInfoList: skus.map(sku => ({
        skuId: idNumber(sku.skuId),
        outSkuSn: sku.sellerSku,
        selfOrdinaryStock: { stockType: 0, stock: shownStock(sku, call.at) },
        selfPreSaleStock: { stockType: 1, stock: 0 },
      })),
    })),
  }
}

interface Asked {
  readonly skuIds: readonly string[] | undefined
  readonly goodsId: string | undefined
  readonly outSkuSns: readonly string[] | undefined
}

/** By the narrowest of the three; the caller checks the other two. */
function candidates(state: TemuState, call: GatewayCall, { skuIds, goodsId, outSkuSns }: Asked): Iterable<SkuRecord> {
  if (skuIds?.length) return [...new Set(skuIds)].flatMap(skuId => state.skus.get(skuId) ?? [])
  if (goodsId !== undefined) return state.goods.get(goodsId)?.skus.values() ?? []
  return [...new Set(outSkuSns)].flatMap(sellerSku => [...(call.mall.skusBySellerSku.get(sellerSku) ?? [])])
}
