import type { RequestRecord } from '../../simulator/index.ts'

const success = 1_000_000

/** The reply reached whoever asked, whole and in time. */
export const wasHeard = (request: RequestRecord): boolean =>
  request.code === success && (request.fault === undefined || request.fault === 'badLine' || request.fault === 'twice')

/** Nobody can know from the reply whether it happened: it was lost, cut, late, or came from in front of the gateway. */
export const isUnclear = (request: RequestRecord): boolean =>
  request.code === 0 || request.fault === 'late' || request.fault === 'halfBody' || request.fault === 'errorCode'
