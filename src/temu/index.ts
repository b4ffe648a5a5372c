export {
  type CallRecord,
  createTemu,
  effectBudgetMs,
  type TemuSettings,
  type TemuTimeouts,
} from './create-temu.ts'
export { createRateLimits, type RateLimitSettings, type RateLimits } from './rate-limit.ts'
export type { StockVerdict, StockVerdicts } from './stock-verdict.ts'
export type {
  Answer,
  CallOptions,
  CancellationPageQuery,
  CancellationQuery,
  OrderPageQuery,
  OrderQuery,
  PersonalAnswer,
  ShipmentParcel,
  ShipmentRequest,
  SkuPageQuery,
  SkuQuery,
  SkuStockQuery,
  StockEdit,
  Temu,
  TemuCallInput,
  TemuCallName,
  TrackingEdit,
} from './temu.ts'
export { temuApis } from './temu-calls.ts'
export { codeOfTemu, TemuError, type TemuErrorCode, temuErrorEntry, temuErrors } from './temu-errors.ts'
export { regionGateways } from './temu-gateway.ts'
export { type ShippingInfo, shippingInfoSchema } from './wire/address-wire.ts'
export { type AmountV1, type AmountV1Line, amountV1Schema } from './wire/amount-v1.ts'
export { type AmountV2, type AmountV2Line, amountV2Schema } from './wire/amount-v2.ts'
export {
  type Cancellation,
  type CancellationPage,
  cancellationGroup,
  cancellationPageSchema,
} from './wire/cancellation-wire.ts'
export {
  type OrderPage,
  orderPageSchema,
  orderStatus,
  type TemuOrder,
  type TemuOrderLine,
  temuOrderSchema,
} from './wire/order-wire.ts'
export type { Carrier, Shipment, ShipmentReceipt, TemuWarehouse } from './wire/shipment-wire.ts'
export { type SkuPage, type SkuStock, skuPageSchema, type TemuSku } from './wire/sku-wire.ts'
export type { TokenInfo } from './wire/token-wire.ts'
export type { Unreadable, WireMoney } from './wire/wire-value.ts'
