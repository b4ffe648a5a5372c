import { cancelUnits, changeOrder, confirmOrder, deliverOrder, lineOf, orderStatus, placeOrder } from './buyer-order.ts'
import { decideCancellation, requestCancellation } from './cancellation-life.ts'
import { createFaultBoard } from './fault-board.ts'
import { Gateway } from './gateway.ts'
import { gatewayApis } from './gateway-apis.ts'
import { carriersOf } from './gateway-carriers.ts'
import { regionCurrency, regionSite } from './gateway-regions.ts'
import { listenGateway } from './gateway-server.ts'
import { fileSku, moveStock } from './shelf.ts'
import type { NewGoods, NewMall, SimulatedTemu, SimulatedTemuParts } from './simulated-temu.ts'
import { HistoryKeeper } from './temu-history.ts'
import type { SimulatedTemuOptions, TemuBehaviour } from './temu-options.ts'
import { assertSound } from './temu-soundness.ts'
import {
  type CancellationRecord,
  type GoodsRecord,
  MallRecord,
  type OrderRecord,
  SkuRecord,
  type TemuState,
} from './temu-state.ts'

/** What was seen or is documented; where nothing is, what hides no mistake. Lags are zero except the stock's 5 s. */
const usualBehaviour: TemuBehaviour = {
  orderListLagMs: 0,
  orderReadLagMs: 0,
  detailReadLagMs: 0,
  stockReadLagMs: 5000,
  shipmentReadLagMs: 0,
  cancellationReadLagMs: 0,
  taxRateScale: 1e8,
  amountNames: 'customer-total',
  amountV2Open: true,
  addressNotReady: 'business-error',
  addressMasked: false,
  addressAfterShipping: 'readable',
  addressReadsPerDay: 6,
  warehouseRequired: true,
  shipmentGetNeedsLine: false,
  trackingTakenCode: 120014004,
  repeatedConfirmCode: 120012004,
  confirmNeedsWholeOrder: false,
  selfShippingRefusedCode: undefined,
  stockChanges: 'accepted',
  multiSiteInfo: true,
  skuCreateTime: false,
  companiesShape: 'array',
  rowsPerPage: undefined,
  productListInOrders: true,
}

const usualOptions: SimulatedTemuOptions = {
  region: 'eu',
  path: '/openapi/router',
  rateLimit: undefined,
  history: 'all',
  cancellationAutoApproveMs: 24 * 3_600_000,
  behaviour: {},
}

const yearMs = 365 * 86_400_000

/** A TEMU of its own: empty, until the world fills it. */
export function createSimulatedTemu({ clock, random, options: given = {} }: SimulatedTemuParts): SimulatedTemu {
  const options = { ...usualOptions, ...given }
  const history = new HistoryKeeper()
  const state: TemuState = {
    clock,
    options,
    history,
    apps: new Map(),
    malls: new Map(),
    tokens: new Map(),
    goods: new Map(),
    skus: new Map(),
    orders: new Map(),
    packages: new Map(),
    trackingNumbers: new Map(),
    cancellations: new Map(),
    pendingCancellations: new Set(),
    nextNumber: 0,
  }
  const faults = createFaultBoard()
  const gateway = new Gateway(state, faults, random.bytes(10))
  const serve: SimulatedTemu['serve'] = request => gateway.serve(request)
  return {
    clock,
    options,
    serve,
    listen: at => listenGateway(serve, options.path, at),
    addApp: app => void state.apps.set(app.appKey, { ...app, isIpBlocked: false }),
    addMall: mall => addMall(state, mall),
    addGoods: goods => addGoods(state, goods),
    setClockSkew: ms => {
      gateway.clockSkewMs = ms
    },
    ...platformMoves(state),
    ...shelfMoves(state),
    ...orderMoves(state),
    ...cancellationMoves(state),
    faults,
    history,
    ...truth(state),
  }
}

type Moves<Names extends keyof SimulatedTemu> = Pick<SimulatedTemu, Names>

function addMall(state: TemuState, mall: NewMall): void {
  if (!state.apps.has(mall.appKey)) throw new Error(`There is no app ${mall.appKey}`)
  if (state.malls.has(mall.mallId) || state.tokens.has(mall.token))
    throw new Error(`Mall ${mall.mallId} or its token exists already`)
  const regionId = mall.regionId ?? 76
  const place = {
    regionId,
    siteId: mall.siteId ?? regionSite(regionId),
    currency: mall.currency ?? regionCurrency(regionId),
  }
  const behaviour = { ...usualBehaviour, ...state.options.behaviour, ...mall.behaviour }
  const record = new MallRecord(mall, place, mall.scopes ?? [...gatewayApis.keys()], behaviour)
  state.malls.set(mall.mallId, record)
  state.tokens.set(mall.token, {
    mall: record,
    token: mall.token,
    expiresAt: mall.expiresAt ?? state.clock.now() + yearMs,
    isReplaced: false,
  })
}

function addGoods(state: TemuState, goods: NewGoods): void {
  const mall = mallOf(state, goods.mallId)
  if (state.goods.has(goods.goodsId)) throw new Error(`Goods ${goods.goodsId} exists already`)
  const record: GoodsRecord = {
    mall,
    goodsId: goods.goodsId,
    title: goods.title,
    siblings: goods.siblings ?? [],
    skus: new Map(),
  }
  state.goods.set(goods.goodsId, record)
  const at = state.clock.now()
  for (const sku of goods.skus) {
    if (state.skus.has(sku.skuId)) throw new Error(`SKU ${sku.skuId} exists already`)
    const each = new SkuRecord(record, sku, at, state.skus.size + 1)
    state.skus.set(sku.skuId, each)
    record.skus.set(sku.skuId, each)
    mall.skus.push(each)
    fileSku(mall, each)
  }
}

function mallOf(state: TemuState, mallId: string): MallRecord {
  const mall = state.malls.get(mallId)
  if (!mall) throw new Error(`There is no mall ${mallId}`)
  return mall
}

function platformMoves(
  state: TemuState,
): Moves<'behave' | 'expireToken' | 'replaceToken' | 'withdrawScope' | 'grantScope' | 'blockIp'> {
  return {
    behave: (mallId, changes) => {
      const mall = mallOf(state, mallId)
      mall.behaviour = { ...mall.behaviour, ...changes }
      // What was listed under the old behaviour is computed anew.
      mall.orderRevision++
      mall.shelfRevision++
    },
    expireToken: mallId => {
      const token = state.tokens.get(mallOf(state, mallId).token)
      if (token) token.expiresAt = state.clock.now()
    },
    replaceToken: (mallId, next) => {
      const mall = mallOf(state, mallId)
      const old = state.tokens.get(mall.token)
      if (old) old.isReplaced = true
      mall.token = next.token
      state.tokens.set(next.token, {
        mall,
        token: next.token,
        expiresAt: next.expiresAt ?? state.clock.now() + yearMs,
        isReplaced: false,
      })
      if (!next.scopes) return
      mall.scopes.clear()
      for (const scope of next.scopes) mall.scopes.add(scope)
    },
    withdrawScope: (mallId, api) => void mallOf(state, mallId).scopes.delete(api),
    grantScope: (mallId, api) => void mallOf(state, mallId).scopes.add(api),
    blockIp: (appKey, blocked = true) => {
      const app = state.apps.get(appKey)
      if (!app) throw new Error(`There is no app ${appKey}`)
      app.isIpBlocked = blocked
    },
  }
}

function shelfMoves(state: TemuState): Moves<'setStock' | 'changeSku'> {
  const skuOf = (skuId: string): SkuRecord => {
    const sku = state.skus.get(skuId)
    if (!sku) throw new Error(`There is no SKU ${skuId}`)
    return sku
  }
  return {
    setStock: (skuId, stock) => moveStock(state, skuOf(skuId), stock, 'set'),
    changeSku: (skuId, changes) => {
      const sku = skuOf(skuId)
      sku.goods.mall.skusBySellerSku.get(sku.sellerSku)?.delete(sku)
      sku.sellerSku = changes.sellerSku ?? sku.sellerSku
      fileSku(sku.goods.mall, sku)
      sku.priceCents = changes.priceCents ?? sku.priceCents
      const offShelf = changes.offShelf ?? sku.offShelf
      if (offShelf !== sku.offShelf) sku.statusChangedAt = state.clock.now()
      sku.offShelf = offShelf
      sku.goods.mall.shelfRevision++
    },
  }
}

type OrderMoves =
  | 'placeOrder'
  | 'confirmOrder'
  | 'changeAddress'
  | 'setReadyAt'
  | 'setOpenAddressChange'
  | 'setRiskAlert'
  | 'cancel'
  | 'deliver'
  | 'showStatus'
  | 'refund'
  | 'touch'

function orderMoves(state: TemuState): Moves<OrderMoves> {
  const orderOf = (parentOrderSn: string): OrderRecord => orderIn(state, parentOrderSn)
  return {
    placeOrder: order => placeOrder(state, order),
    confirmOrder: parentOrderSn => confirmOrder(state, orderOf(parentOrderSn)),
    changeAddress: (parentOrderSn, address) => {
      const order = orderOf(parentOrderSn)
      order.address = address
      // Documented: CONFIRMED_CHANGED_ADDRESS asks for the address to be read again.
      changeOrder(state, order, {
        hasChangedAddress: order.status !== orderStatus.pending,
        hasOpenAddressChange: false,
      })
    },
    setReadyAt: (parentOrderSn, ready) => {
      const order = orderOf(parentOrderSn)
      order.addressReadyAt = ready.addressReadyAt ?? order.addressReadyAt
      order.amountsReadyAt = ready.amountsReadyAt ?? order.amountsReadyAt
    },
    setOpenAddressChange: (parentOrderSn, open) =>
      changeOrder(state, orderOf(parentOrderSn), { hasOpenAddressChange: open }),
    setRiskAlert: (parentOrderSn, open) => changeOrder(state, orderOf(parentOrderSn), { hasRiskAlert: open }),
    cancel: (parentOrderSn, orderSn, quantity) => cancelUnits(state, orderOf(parentOrderSn), orderSn, quantity),
    deliver: parentOrderSn => deliverOrder(state, orderOf(parentOrderSn)),
    showStatus: (parentOrderSn, status) => changeOrder(state, orderOf(parentOrderSn), { shownStatus: status }),
    refund: (parentOrderSn, cents) => {
      const order = orderOf(parentOrderSn)
      order.refundsCents += cents
      changeOrder(state, order, {})
    },
    touch: parentOrderSn => changeOrder(state, orderOf(parentOrderSn), {}),
  }
}

function orderIn(state: TemuState, parentOrderSn: string): OrderRecord {
  const order = state.orders.get(parentOrderSn)
  if (!order) throw new Error(`There is no order ${parentOrderSn}`)
  return order
}

function cancellationMoves(
  state: TemuState,
): Moves<'requestCancellation' | 'approveCancellation' | 'revokeCancellation' | 'rejectCancellation'> {
  const recordOf = (sn: string): CancellationRecord => {
    const record = state.cancellations.get(sn)
    if (!record) throw new Error(`There is no cancellation ${sn}`)
    return record
  }
  return {
    requestCancellation: (parentOrderSn, orderSn, quantity) => {
      const order = orderIn(state, parentOrderSn)
      lineOf(order, orderSn)
      return requestCancellation(state, order, orderSn, quantity).parentAfterSalesSn
    },
    approveCancellation: sn => decideCancellation(state, recordOf(sn), 'approved'),
    revokeCancellation: sn => decideCancellation(state, recordOf(sn), 'revoked'),
    rejectCancellation: sn => decideCancellation(state, recordOf(sn), 'rejected'),
  }
}

function truth(
  state: TemuState,
): Moves<'orders' | 'order' | 'skus' | 'sku' | 'packages' | 'cancellations' | 'malls' | 'carriers' | 'assertSound'> {
  return {
    orders: mallId => (mallId === undefined ? [...state.orders.values()] : mallOf(state, mallId).orders),
    order: parentOrderSn => state.orders.get(parentOrderSn),
    skus: mallId => (mallId === undefined ? [...state.skus.values()] : mallOf(state, mallId).skus),
    sku: skuId => state.skus.get(skuId),
    packages: parentOrderSn =>
      parentOrderSn === undefined ? [...state.packages.values()] : orderIn(state, parentOrderSn).packages,
    cancellations: parentOrderSn =>
      [...state.cancellations.values()].filter(
        each => parentOrderSn === undefined || each.parentOrderSn === parentOrderSn,
      ),
    malls: () => [...state.malls.values()],
    carriers: carriersOf,
    assertSound: () => assertSound(state),
  }
}
