import type { ApiHandler } from './gateway-call.ts'
import { carriersOf } from './gateway-carriers.ts'
import { idNumber, seconds } from './gateway-json.ts'
import { boolean, requiredInteger } from './parameters.ts'

/** `bg.open.accesstoken.info.get`: the connection test. */
export const serveTokenInfo: ApiHandler = (state, { mall, token }) => ({
  mallId: idNumber(mall.mallId),
  regionId: mall.regionId,
  mallType: 100,
  semiUniqueId: '',
  expiredTime: seconds(state.tokens.get(token)?.expiresAt ?? 0),
  apiScopeList: [...mall.scopes],
  appSubscribeStatus: 0,
  appSubscribeEventCodeList: [],
  authEventCodeList: [],
})

/** `bg.logistics.companies.get`: an array (documented), or `{items}` (one client expects it). */
export const serveCompanies: ApiHandler = (_state, { mall, params }) => {
  const rows = carriersOf(requiredInteger(params, 'regionId')).map(carrier => ({
    logisticsServiceProviderId: idNumber(carrier.id),
    logisticsServiceProviderName: carrier.name,
    logisticsBrandName: carrier.brand,
  }))
  return mall.behaviour.companiesShape === 'items' ? { items: rows } : rows
}

/** `bg.logistics.warehouse.list.get`. */
export const serveWarehouses: ApiHandler = (_state, { mall, params }) => {
  const isLabelOnly = boolean(params, 'returnEnableBuyShippingLabelOnly') ?? false
  const warehouseList = mall.warehouses.map(warehouse => ({
    warehouseId: warehouse.id,
    warehouseName: warehouse.name,
    regionId1: mall.regionId,
    defaultWarehouse: warehouse.isDefault ?? false,
    warehouseManagementType: 1,
    warehouseBrand: 'own',
    enableBuyShippingLabel: false,
  }))
  return { warehouseList: isLabelOnly ? [] : warehouseList }
}
