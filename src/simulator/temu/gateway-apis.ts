import type { ApiHandler } from './gateway-call.ts'
import { serveCompanies, serveTokenInfo, serveWarehouses } from './serve-account.ts'
import { serveAddress, serveDecryptedAddress } from './serve-address.ts'
import { serveAmountV1, serveAmountV2 } from './serve-amounts.ts'
import { serveCancellations } from './serve-cancellations.ts'
import { serveConfirm } from './serve-confirm.ts'
import { serveOrderDetail, serveOrderList } from './serve-orders.ts'
import { serveShipments, serveTrackingUpdate } from './serve-shipments.ts'
import { serveSkuList } from './serve-sku-list.ts'
import { serveStockEdit, serveStockQuery } from './serve-stock.ts'

export const tokenInfoApi = 'bg.open.accesstoken.info.get'

/** Every API this gateway knows; any other type answers 3000003. */
export const gatewayApis: ReadonlyMap<string, ApiHandler> = new Map([
  [tokenInfoApi, serveTokenInfo],
  ['bg.order.list.v2.get', serveOrderList],
  ['bg.order.detail.v2.get', serveOrderDetail],
  ['bg.order.shippinginfo.v2.get', serveAddress],
  ['bg.order.decryptshippinginfo.get', serveDecryptedAddress],
  ['temu.order.amount.v2.query', serveAmountV2],
  ['bg.order.amount.query', serveAmountV1],
  ['bg.logistics.companies.get', serveCompanies],
  ['bg.logistics.warehouse.list.get', serveWarehouses],
  ['bg.logistics.shipment.v2.confirm', serveConfirm],
  ['bg.logistics.shipment.v2.get', serveShipments],
  ['bg.logistics.shipment.shippingtype.update', serveTrackingUpdate],
  ['bg.aftersales.cancel.list.get', serveCancellations],
  ['bg.local.goods.sku.list.query', serveSkuList],
  ['bg.local.goods.stock.edit', serveStockEdit],
  ['temu.local.goods.sku.stock.query', serveStockQuery],
])
