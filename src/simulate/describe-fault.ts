import { assertNever } from '../lib/index.ts'
import type { Fault } from './plan.ts'

/** A line for a person. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'crash':
      return `Kontor dies ${fault.when} visit ${fault.visit} of ${fault.site}`
    case 'standstill':
      return `Kontor stands still for ${fault.ms / 1000} s at visit ${fault.visit} of ${fault.site}`
    case 'temu-reply':
      return `${fault.how}: reply ${fault.nth} of ${fault.api}`
    case 'bad-line':
      return `TEMU refuses SKU ${fault.skuId} in a bulk write`
    case 'page-shift':
      return `the list of ${fault.api} moves after answer ${fault.nth}`
    case 'read-lag':
      return `TEMU’s ${fault.what} lag ${fault.lagMs / 1000} s behind`
    case 'stale-read':
      return `answer ${fault.nth} of ${fault.api} is ${fault.lagMs / 1000} s old`
    case 'address-late':
    case 'amounts-late':
    case 'row-refused':
    case 'note-deleted':
    case 'tracking-corrected':
      return `${fault.kind}: order ${fault.order} of the scenario`
    case 'address-changed':
    case 'cancelled':
    case 'cancel-request':
    case 'buyer-in-window':
    case 'sql-lost':
      return `${fault.kind} ${fault.when} visit ${fault.visit} of ${fault.site}`
    case 'token-expired':
      return `the token of mall ${fault.mall} dies`
    case 'permission-withdrawn':
      return `mall ${fault.mall} may not use ${fault.api}`
    case 'clock-off':
      return `our clock is ${fault.offsetMs / 1000} s off`
    case 'temu-clock-off':
      return `TEMU’s clock is ${fault.offsetMs / 1000} s off`
    case 'sql-restart':
      return `SQL Server restarts; the statement under way was ${fault.applied ? '' : 'not '}done`
    case 'worker-slow':
      return 'JTL’s worker stands still'
    case 'state-busy':
      return `another program holds our database for ${fault.ms} ms`
    case 'disk-full':
      return `the disk is full at visit ${fault.visit} of ${fault.site}`
    default:
      return assertNever(fault)
  }
}
