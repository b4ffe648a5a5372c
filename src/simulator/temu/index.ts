export { createSimulatedTemu, usualBehaviour } from './create-simulated-temu.ts'
export type { Fault, FaultBoard, FaultKind, FaultTarget } from './fault-board.ts'
export { simulatedApis } from './gateway-apis.ts'
export { documentedRateLimit } from './gateway-rate.ts'
export type {
  BuyerAddress,
  GatewayReply,
  GatewayRequest,
  NewApp,
  NewGoods,
  NewMall,
  NewOrder,
  NewOrderLine,
  NewSku,
  RunningGateway,
  ServeResult,
  SimulatedTemu,
  SimulatedTemuParts,
} from './simulated-temu.ts'
export type { Effect, RequestRecord, TemuHistory } from './temu-history.ts'
export type { RateLimit, SimulatedTemuOptions, TemuBehaviour } from './temu-options.ts'
export type {
  CancellationView,
  Carrier,
  LineView,
  MallView,
  MoneyTruth,
  OrderVersion,
  OrderView,
  PackageView,
  SkuView,
} from './temu-views.ts'
