import type { RequestRecord, World } from '../../simulator/index.ts'

const success = 1_000_000

/** The reply reached whoever asked, whole and in time. */
export const wasHeard = (request: RequestRecord): boolean =>
  request.code === success && (request.fault === undefined || request.fault === 'badLine' || request.fault === 'twice')

/** Nobody can know from the reply whether it happened: it was lost, cut, late, or came from in front of the gateway. */
export const isUnclear = (request: RequestRecord): boolean =>
  request.code === 0 || request.fault === 'late' || request.fault === 'halfBody' || request.fault === 'errorCode'

/** The request with this number; they are kept in the order of their arrival, late ones after younger ones. */
export function requestOf(world: World, n: number): RequestRecord | undefined {
  const { requests } = world.temu.history
  for (let at = requests.length - 1; at >= 0; at--) if (requests[at]?.n === n) return requests[at]
  return undefined
}
