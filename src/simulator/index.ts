export { createWorld, missingOddities } from './create-world.ts'
export { EventQueue } from './event-queue.ts'
export { createSimulatedJtl } from './jtl/create-simulated-jtl.ts'
export type { SimulatedJtl, SimulatedJtlOptions } from './jtl/simulated-jtl.ts'
export { judge, type Verdict } from './judge.ts'
export {
  type Happening,
  type Oddity,
  oddityNames,
  type Scenario,
  type ScenarioLine,
  type ScenarioOrder,
  type ShippingPlan,
} from './scenario.ts'
export { makeScenario } from './shop/make-scenario.ts'
export type {
  BuyerAddress,
  Effect,
  GatewayReply,
  NewMall,
  NewOrder,
  OrderView,
  RateLimit,
  RequestRecord,
  RunningGateway,
  ServeResult,
  SimulatedTemu,
  SimulatedTemuOptions,
  TemuBehaviour,
} from './temu/index.ts'
export { createSimulatedTemu } from './temu/index.ts'
export type { World, WorldLine } from './world.ts'
