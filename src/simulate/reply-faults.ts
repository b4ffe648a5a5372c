import type { World } from '../simulator/index.ts'
import type { Fault, Plan, ReplyFault } from './plan.ts'

type BoardFault = Parameters<World['temu']['faults']['next']>[1]

/** Longer than any budget of ours. */
const lateMs = 90_000

const onTheWire: Readonly<Record<ReplyFault, BoardFault>> = {
  'lost-request': { kind: 'lostRequest' },
  lost: { kind: 'lostReply' },
  late: { kind: 'late', ms: lateMs },
  'late-before': { kind: 'late', ms: lateMs, before: true },
  twice: { kind: 'twice' },
  half: { kind: 'halfBody' },
  timeout: { kind: 'hang' },
  'timeout-applied': { kind: 'hang', applied: true },
  '429': { kind: 'http', status: 429, retryAfterSeconds: 5 },
  '5xx': { kind: 'http', status: 503 },
  '5xx-applied': { kind: 'http', status: 502, applied: true },
  '4000000': { kind: 'errorCode', code: 4000000, message: 'SYSTEM_EXCEPTION' },
  '4000004': { kind: 'errorCode', code: 4000004, message: 'Too many requests' },
  restart: { kind: 'restart', downMs: 120_000 },
}

const editApi = 'bg.local.goods.stock.edit'
/** A business failure that says nothing about the rest of the call. */
const refusedLine = 150010001

/** Puts every fault of a reply on TEMU's board; `happened` is called when one hits. */
export function addReplyFaults(world: World, plan: Plan, happened: (fault: Fault) => void): void {
  for (const fault of plan.faults) {
    if (fault.kind === 'temu-reply')
      world.temu.faults.when(
        ({ api, nth }) => {
          if (api !== fault.api || nth !== fault.nth) return false
          happened(fault)
          return true
        },
        onTheWire[fault.how],
        1,
      )
    if (fault.kind === 'bad-line')
      world.temu.faults.when(
        ({ api, nth, params }) => {
          if (api !== editApi || nth < fault.nth || !names(params, fault.skuId)) return false
          happened(fault)
          return true
        },
        { kind: 'badLine', skuId: fault.skuId, code: refusedLine },
        1,
      )
  }
}

function names(params: Readonly<Record<string, unknown>>, skuId: string): boolean {
  const lists = [params.skuStockChangeList, params.skuStockTargetList].filter(Array.isArray)
  return lists.some(list =>
    list.some(
      (row: unknown) => typeof row === 'object' && row !== null && 'skuId' in row && String(row.skuId) === skuId,
    ),
  )
}
