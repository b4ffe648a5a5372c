export { createSimulatedTemu, usualBehaviour } from './create-simulated-temu.ts'
export type { Fault, FaultBoard, FaultKind, FaultTarget } from './fault-board.ts'
export { simulatedApis } from './gateway-apis.ts'
export { documentedRateLimit } from './gateway-rate.ts'
export type {
  BuyerAddress,
  CancellationView,
  Carrier,
  GatewayReply,
  GatewayRequest,
  LineView,
  MallView,
  MoneyTruth,
  NewApp,
  NewGoods,
  NewMall,
  NewOrder,
  NewOrderLine,
  NewSku,
  OrderVersion,
  OrderView,
  PackageView,
  RateLimit,
  RunningGateway,
  ServeResult,
  SimulatedTemu,
  SimulatedTemuOptions,
  SimulatedTemuParts,
  SkuView,
  TemuBehaviour,
} from './simulated-temu.ts'
export type { Effect, RequestRecord, TemuHistory } from './temu-history.ts'
