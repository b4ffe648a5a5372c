export {
  type CarrierMapping,
  listCarrierMap,
  listCarriers,
  type MapCarrierResult,
  mapCarrier,
  unmappedMethods,
} from './carrier-map.ts'
export type { Carrier } from './carrier-match.ts'
export { confirmParcels } from './confirm-parcels.ts'
export { correctParcels } from './correct-parcels.ts'
export { fetchCarriers } from './fetch-carriers.ts'
export { fetchParcels } from './fetch-parcels.ts'
export { sendParcels } from './send-parcels.ts'
export type { TrackingNeeds } from './tracking-needs.ts'
