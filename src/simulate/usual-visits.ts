import type { Plan } from './plan.ts'

/**
 * How often a run without faults visits each place: per round of one mall, and per order. Measured, rounded, and compared
 * with a real run by a test; faults are addressed by it, so that a rare place gets as many as a busy one.
 */
const visitsPer: Readonly<Record<string, readonly [perRound: number, perOrder: number]>> = {
  begin: [70, 15],
  'commit archive': [0.27, 2.4],
  'commit article_stock': [0.29, 0],
  'commit article_stock+held+offer': [0.48, 0.35],
  'commit article_stock+held+offer+offer_history': [0.18, 0.83],
  'commit article_stock+held+offer+offer_history+raw': [0.014, 0.019],
  'commit article_stock+held+offer+raw': [0.017, 0.026],
  'commit article_stock+offer+raw': [0.029, 0.61],
  'commit attempt': [0.16, 1.8],
  'commit attempt+box+order_event+order_line+orders+waiting': [0.034, 0.51],
  'commit attempt+held+offer+offer_history+waiting': [0.099, 0.64],
  'commit attempt+held+order_event+orders+waiting': [0, 0.051],
  'commit attempt+order_event+order_line+orders+parcel+waiting': [0.025, 0.53],
  'commit bookkeeping': [60, 2.2],
  'commit box+setting+waiting': [0.017, 0],
  'commit box+waiting': [0.016, 0.59],
  'commit cancellation': [0.043, 0.27],
  'commit cancellation+order_event+orders': [0.009, 0.068],
  'commit carrier+setting': [0.017, 0],
  'commit carrier_map': [0.055, 0.022],
  'commit cursor': [4.4, 0.62],
  'commit cursor+offer+raw': [0.57, 0.47],
  'commit cursor+raw': [0.29, 0],
  'commit held+order_event+order_line+orders': [0, 0.088],
  'commit listing': [0.033, 0.001],
  'commit mall': [0.05, 0.001],
  'commit mall+sealed_secret': [0.017, 0],
  'commit offer': [1, 0],
  'commit offer+offer_history+waiting': [0.11, 0.43],
  'commit offer+raw': [0.25, 0.93],
  'commit order_event+order_line+orders': [0.26, 1.1],
  'commit order_event+orders': [0.007, 0.79],
  'commit order_event+orders+parcel+parcel_line': [0.096, 0.73],
  'commit order_event+orders+parcel+waiting': [0.025, 0.54],
  'commit raw': [0.5, 0],
  'commit waiting': [0.02, 0.087],
  'jtl cancelledOrders': [0.45, 0.81],
  'jtl changedArticles': [1, 0],
  'jtl changedParcels': [1, 0],
  'jtl deliveredLines': [0.23, 1],
  'jtl findArticlesByNumber': [0, 1.8],
  'jtl findOrders': [0.13, 1.3],
  'jtl masterData': [0, 1.7],
  'jtl parcelsOf': [0.45, 0.81],
  'jtl putIntoQueue': [0, 0.87],
  'jtl queueMark': [0.032, 0.59],
  'jtl setComponents': [0.32, 0.88],
  'jtl stockOf': [1.1, 1.6],
  'temu bg.aftersales.cancel.list.get': [2, 0.1],
  'temu bg.local.goods.sku.list.query': [0.033, 0.001],
  'temu bg.local.goods.stock.edit': [0.11, 0.7],
  'temu bg.logistics.companies.get': [0.017, 0],
  'temu bg.logistics.shipment.v2.confirm': [0, 0.82],
  'temu bg.logistics.shipment.v2.get': [0, 0.82],
  'temu bg.logistics.warehouse.list.get': [0.017, 0],
  'temu bg.open.accesstoken.info.get': [0.033, 0.001],
  'temu bg.order.amount.query': [0.034, 0],
  'temu bg.order.list.v2.get': [2.4, 0.12],
  'temu bg.order.shippinginfo.v2.get': [0, 1.4],
  'temu temu.local.goods.sku.stock.query': [1.5, 0.55],
  'temu temu.order.amount.v2.query': [0, 1],
}

/** Places where a life can end or a call can go wrong; what a run only counts is none of them. */
export const usualSites: readonly string[] = Object.keys(visitsPer).filter(site => site !== 'begin')

/** How many visits of this place a run of this size makes until its faults end; at least one. */
export function expectedVisits(plan: Pick<Plan, 'hours' | 'everyMs' | 'scenario'>, site: string): number {
  const [perRound, perOrder] = visitsPer[site] ?? [0, 0]
  const rounds = ((plan.hours * 3_600_000) / plan.everyMs) * plan.scenario.malls.length
  return Math.max(1, Math.round(perRound * rounds + perOrder * plan.scenario.orders.length))
}
