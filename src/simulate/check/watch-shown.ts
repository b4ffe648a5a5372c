import { codeText, hasSentence } from '../../code-text.ts'
import { heldItems, pausedSides, retryingItems } from '../../engine/index.ts'
import { listOrders, type Order } from '../../orders/index.ts'
import type { World } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'
import { wasHeard } from './served.ts'

/** A fault may last this long before a user has to see it, and this many calls have to have failed. */
const silentMs = 4 * 60_000
const silentCalls = 3

/**
 * INV-11: whatever is not done is shown as retrying, held or paused, in words of both languages; a fault that outlasts a few
 * rounds is shown while it lasts.
 */
export const watchShown: MakeWatch = world => {
  const findings = new Findings('INV-11', world.clock)
  return {
    violations: findings.violations,
    compared: findings.compared,
    onRound: end => checkOutages(end, findings),
    onEnd: async end => {
      if (!end.kontor) return
      const shown = await shownTo(end.kontor)
      checkWords(shown, findings)
      if (end.settled) await checkOrders(end, shown, findings)
      findings.blindUnless(
        world.temu.orders().length === 0 || (findings.compared['orders shown'] ?? 0) > 0 || !end.settled,
        'no order was looked at',
      )
    },
  }
}

interface Shown {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly mall: string
  readonly about: string
  readonly as: 'held' | 'retrying' | 'paused'
}

async function shownTo({ state: { db } }: NonNullable<RunEnd['kontor']>): Promise<readonly Shown[]> {
  const limit = 100_000
  return [
    ...(await heldItems(db, { limit })).map(one => ({
      ...one,
      code: one.reason,
      params: { ...one.params, subject: one.subject },
      about: one.subject,
      as: 'held' as const,
    })),
    ...(await retryingItems(db, { limit })).map(one => ({ ...one, about: one.item, as: 'retrying' as const })),
    ...(await pausedSides(db)).map(one => ({ ...one, about: one.side, as: 'paused' as const })),
  ]
}

/** Every reason has a sentence in both languages, and no hole in it. */
function checkWords(shown: readonly Shown[], findings: Findings): void {
  for (const { code, params, about, as } of shown) {
    findings.compare('reasons with words')
    if (!hasSentence(code)) findings.broken(about, `is ${as} because of ${code}, which has no words`)
    for (const language of ['de', 'en'] as const) {
      const { title, cure } = codeText(code, language, params)
      if (/\{\w+\}/.test(`${title} ${cure ?? ''}`))
        findings.broken(about, `is ${as} because of ${code}, whose ${language} text has a hole`)
    }
  }
}

const unfinished: ReadonlySet<Order['state']> = new Set([
  'incomplete',
  'due',
  'handed-over',
  'packed',
  'reported',
  'held',
])

/** An order that is not done and of which nothing says why. */
async function checkOrders({ kontor, world }: RunEnd, shown: readonly Shown[], findings: Findings): Promise<void> {
  if (!kontor) return
  const explained = new Set(shown.map(({ about }) => about.split('/')[0] ?? about))
  const paused = new Set(shown.filter(({ as }) => as === 'paused').map(({ mall }) => mall))
  for (const order of await listOrders(kontor.state.db, { limit: 1_000_000 })) {
    findings.compare('orders shown')
    if (!unfinished.has(order.state) || explained.has(order.id) || paused.has(order.mall)) continue
    if (isJtlsTurn(world, order)) continue
    findings.broken(order.id, `is ${order.state} and nothing says why`)
  }
}

/** Packed and not shipped, or shipped without a number: the warehouse has to do something, and the state says so. */
const isJtlsTurn = (world: World, order: Order): boolean =>
  order.state === 'packed' &&
  !world.jtl.truth
    .parcels(order.id)
    .some(one => one.shippedAt !== undefined && `${one.trackingNumber}${one.shipmentId}` !== '')

/** TEMU has answered a mall nothing for a while: somebody who looks must see it. */
async function checkOutages({ kontor, world }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  const now = world.clock.now()
  const since = world.temu.history.requests.filter(request => request.at > now - silentMs)
  if (since.length < silentCalls || since.some(wasHeard)) return
  findings.compare('outages shown')
  if ((await shownTo(kontor)).length > 0) return
  const failed = await kontor.state.db.selectFrom('run').select('id').where('state', '=', 'failed').executeTakeFirst()
  if (!failed) findings.broken('TEMU', `has answered nothing for ${silentMs / 60_000} minutes, and nothing shows it`)
}
