export { createSimulatedTemu } from './create-simulated-temu.ts'
export type {
  BuyerAddress,
  GatewayReply,
  NewGoods,
  NewMall,
  NewOrder,
  NewSku,
  RunningGateway,
  ServeResult,
  SimulatedTemu,
} from './simulated-temu.ts'
export type { Effect, RequestRecord } from './temu-history.ts'
export type { RateLimit, SimulatedTemuOptions, TemuBehaviour } from './temu-options.ts'
export type { LineView, OrderVersion, OrderView, PackageView } from './temu-views.ts'
