import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { mallById } from '../accounts/index.ts'
import {
  type Held,
  held,
  type ItemStep,
  itemStep,
  type Later,
  later,
  notWaiting,
  type StepContext,
} from '../engine/index.ts'
import { ConnectorError, type Personal, temuOrderId } from '../lib/index.ts'
import type { NewArchiveEntry, StateTx } from '../state/index.ts'
import { addressFromTemu, type BuyerAddress, buyerAddressSchema, sameAddress } from './address-from-temu.ts'
import { AmountReader, keepAmountMemory, readAmountMemory } from './amount-versions.ts'
import { applyEvent } from './apply-event.ts'
import type { FetchNeeds } from './order-needs.ts'
import { chunks, loadOrders } from './order-rows.ts'
import { addressApi, amountV1Api, amountV2Api } from './store-batch.ts'

/** What an order of the list lacks. */
export interface DetailsToRead {
  readonly orderId: string
  readonly siteId: number | null
  /** `changed`: there is one, and TEMU warns that it may have changed. */
  readonly address: 'new' | 'changed' | null
  readonly amounts: boolean
  /** When our state last changed it; null: not known to our state yet, so it cannot be held. */
  readonly storedAt: number | null
}

type Detail = Pick<DetailsToRead, 'orderId' | 'siteId' | 'storedAt' | 'address'> & {
  readonly kind: 'address' | 'amounts'
}

const stepName = 'orders.fetch'
/** Boxes and answers are kept after so many orders: a crash costs no more calls than these. */
const ordersAtOnce = 200
/** The rate limit paces the calls; this only keeps the line busy. */
const parallel = 8
/** An open order's box outlives every open order; the end of the order brings the date nearer. */
export const openBoxMs = 400 * 86_400_000

/** Reads addresses into sealed boxes and amounts into the archive, for these orders and for incomplete ones of before. */
export async function readDetails(
  needs: FetchNeeds,
  context: StepContext,
  seen: readonly DetailsToRead[],
): Promise<void> {
  const amounts = await amountReader(needs)
  const all = await detailsToRead(needs, context, seen, amounts)
  for (let at = 0; at < all.length; at += ordersAtOnce * 2) {
    context.signal.throwIfAborted()
    await readSome(needs, context, all.slice(at, at + ordersAtOnce * 2), amounts)
  }
}

async function amountReader(needs: FetchNeeds): Promise<AmountReader> {
  const mall = await mallById(needs.state.db, needs.mall)
  const kept = await readAmountMemory(needs.state.db, needs.mall)
  const now = () => needs.clock.now()
  // The token itself says which APIs it may call: no call is wasted on what it does not list.
  const granted = mall.scopes
  const version =
    kept.version ?? (granted && !granted.includes(amountV2Api) ? (granted.includes(amountV1Api) ? 'v1' : 'none') : null)
  const at = version === kept.version ? kept.at : now()
  return new AmountReader({ temu: needs.temu, memory: { ...kept, version, at }, now })
}

async function detailsToRead(
  needs: FetchNeeds,
  context: StepContext,
  seen: readonly DetailsToRead[],
  amounts: AmountReader,
): Promise<readonly Detail[]> {
  const wanted = new Map<string, DetailsToRead>()
  for (const order of await incompleteOrders(needs, context.clock.now())) wanted.set(order.orderId, order)
  for (const order of seen)
    wanted.set(order.orderId, { ...order, amounts: order.amounts || (wanted.get(order.orderId)?.amounts ?? false) })
  const due = await dueAgain(needs, context.clock.now())
  for (const order of await changedAgain(needs, due, wanted)) wanted.set(order.orderId, order)
  const waiting = await waitingItems(needs, context.clock.now())
  const details: Detail[] = []
  for (const order of wanted.values()) {
    if (order.address) details.push({ ...order, kind: 'address' })
    if (order.amounts && amounts.isWorthAsking) details.push({ ...order, kind: 'amounts' })
  }
  const needed = new Set(details.map(keyOf))
  await forget(
    needs,
    context,
    due.filter(item => !needed.has(item)),
  )
  return details.filter(detail => !waiting.has(keyOf(detail)))
}

/** Items that waited for a later try whose time has come. */
async function dueAgain(needs: FetchNeeds, now: number): Promise<readonly string[]> {
  const rows = await needs.state.db
    .selectFrom('waiting')
    .select('item')
    .where('mall', '=', needs.mall)
    .where('step', '=', stepName)
    .where('item', '!=', stepName)
    .where('next_at', '<=', now)
    .orderBy('item')
    .execute()
  return rows.map(row => row.item)
}

/** States in which a changed address still matters: nothing has left yet. */
const unshipped = ['due', 'handed-over', 'in-jtl', 'packed', 'cancel-requested']

/** TEMU said once that the address changed, and it could not be read: only the waiting row remembers. */
async function changedAgain(
  needs: FetchNeeds,
  due: readonly string[],
  wanted: ReadonlyMap<string, DetailsToRead>,
): Promise<readonly DetailsToRead[]> {
  const ids = due.flatMap(item => (item.endsWith('/address') ? [item.slice(0, -'/address'.length)] : []))
  const rows = await loadOrders(
    needs.state.db,
    needs.mall,
    ids.filter(id => !wanted.has(id)),
  )
  return [...rows.values()].flatMap(row =>
    row.address_version > 0 && unshipped.includes(row.state)
      ? [
          {
            orderId: row.order_id,
            siteId: row.site_id,
            address: 'changed' as const,
            amounts: false,
            storedAt: row.updated_at,
          },
        ]
      : [],
  )
}

/** What is needed no more (the order was cancelled, held or read meanwhile) is not retrying. */
async function forget(needs: FetchNeeds, context: StepContext, needless: readonly string[]): Promise<void> {
  if (needless.length === 0) return
  await context.write(async tx => {
    for (const some of chunks(needless, 500))
      await tx
        .deleteFrom('waiting')
        .where('mall', '=', needs.mall)
        .where('step', '=', stepName)
        .where('item', 'in', [...some])
        .execute()
  })
}

/** Orders of before that still lack something, oldest first; erased ones get no new box. */
async function incompleteOrders(needs: FetchNeeds, now: number): Promise<readonly DetailsToRead[]> {
  const rows = await needs.state.db
    .selectFrom('orders')
    .select(['order_id', 'site_id', 'address_version', 'address_stale', 'amounts_source', 'updated_at'])
    .where('mall', '=', needs.mall)
    .where(eb =>
      eb.or([
        eb('state', '=', 'incomplete'),
        // Held for amounts TEMU did not grant: they may be granted by now.
        eb.and([eb('state', '=', 'held'), eb('amounts_source', 'is', null), isHeldFor('amounts-not-granted')]),
      ]),
    )
    .where('flags', 'not like', '%"erased"%')
    .where(notWaiting(stepName, 'orders.mall', sql<string>`orders.order_id || '/address'`, now))
    .orderBy('ordered_at')
    .orderBy('order_id')
    .limit(5000)
    .execute()
  return rows.map(row => ({
    orderId: row.order_id,
    siteId: row.site_id,
    address: row.address_version === 0 ? 'new' : row.address_stale === 1 ? 'changed' : null,
    amounts: row.amounts_source === null,
    storedAt: row.updated_at,
  }))
}

const isHeldFor = (reason: string): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from held as h where h.mall = orders.mall and h.kind = 'order' and h.subject = orders.order_id and h.reason = ${reason} and h.resolved_at is null)`

async function waitingItems(needs: FetchNeeds, now: number): Promise<ReadonlySet<string>> {
  const rows = await needs.state.db
    .selectFrom('waiting')
    .select('item')
    .where('mall', '=', needs.mall)
    .where('step', '=', stepName)
    .where('next_at', '>', now)
    .orderBy('item')
    .execute()
  return new Set(rows.map(row => row.item))
}

const keyOf = (detail: Detail): string => `${detail.orderId}/${detail.kind}`

async function readSome(
  needs: FetchNeeds,
  context: StepContext,
  details: readonly Detail[],
  amounts: AmountReader,
): Promise<void> {
  const answers = new Map<string, NewArchiveEntry>()
  const left = [...details]
  const spec: ItemStep<Detail> = {
    name: stepName,
    sides: ['temu'],
    parallel,
    due: async limit => left.splice(0, limit),
    key: keyOf,
    work: async (detail, inner) =>
      detail.kind === 'address'
        ? readAddress(needs, detail, inner, answers)
        : readAmounts(needs, detail, inner, answers, amounts),
    hold: (tx, detail, reason, inner) => holdOrder(tx, needs, detail, reason, inner),
  }
  try {
    await itemStep(spec, needs).run(context)
  } finally {
    // The boxes are committed: now the answers that refer to them. Also after a pause, so that no read is wasted.
    await needs.state.archive.append([...answers.values()], context.write)
  }
}

async function readAddress(
  needs: FetchNeeds,
  detail: Detail,
  context: StepContext,
  answers: Map<string, NewArchiveEntry>,
): Promise<((tx: StateTx) => Promise<void>) | Held | Later> {
  const orderId = temuOrderId(detail.orderId)
  const address = await patiently(needs, detail, () => askAddress(needs, detail, context.signal))
  if ('kind' in address) return address
  // The first address is taken as it is; only one that may have changed is compared with the one kept.
  const before = detail.address === 'new' ? undefined : await needs.state.boxes.get(needs.mall, orderId, 'order')
  const isChanged = typeof before === 'object' && !isSame(before.value, address)
  const entry = {
    mall: needs.mall,
    runId: context.runId,
    api: addressApi,
    subject: detail.orderId,
    body: JSON.stringify({ $box: `${needs.mall}/${detail.orderId}`, changed: isChanged }),
    receivedAt: context.clock.now(),
  }
  return async tx => {
    await needs.state.boxes.put(tx, {
      mall: needs.mall,
      orderId,
      kind: 'order',
      value: address,
      eraseAfter: context.clock.now() + openBoxMs,
    })
    answers.set(keyOf(detail), entry)
  }
}

/** TEMU's address in our words. Throws `orders.address-empty` while TEMU shows none, or only stars. */
async function askAddress(needs: FetchNeeds, detail: Detail, signal: AbortSignal): Promise<Personal<BuyerAddress>> {
  const orderId = temuOrderId(detail.orderId)
  let info = (await needs.temu.shippingInfo(orderId, { signal })).value
  // Seen masked by one integrator only: the clear text is behind a call of its own, while the order is open.
  if (info.isMasked) info = (await needs.temu.decryptShippingInfo(orderId, { signal })).value
  if (!info.isEmpty && !info.isMasked) return addressFromTemu(info)
  throw new ConnectorError(`TEMU shows no address for ${detail.orderId} yet.`, {
    code: 'orders.address-empty',
    reaction: 'retry',
    hint: 'TEMU gives the address some minutes after the order. Nothing to do; Kontor asks again.',
    params: { order: detail.orderId },
  })
}

const isSame = (kept: Personal<unknown>, read: Personal<BuyerAddress>): boolean => {
  const before = buyerAddressSchema.safeParse(kept.reveal('has the address changed'))
  return before.success && sameAddress(before.data, read.reveal('has the address changed'))
}

async function readAmounts(
  needs: FetchNeeds,
  detail: Detail,
  context: StepContext,
  answers: Map<string, NewArchiveEntry>,
  amounts: AmountReader,
): Promise<((tx: StateTx) => Promise<void>) | Held | Later> {
  const known = amounts.memory
  const reading = await patiently(needs, detail, () =>
    amounts.read(temuOrderId(detail.orderId), detail.siteId, context.signal),
  )
  if (reading.kind === 'later' || reading.kind === 'held') return reading
  const learnt = amounts.memory === known ? undefined : amounts.memory
  return async tx => {
    if (learnt) await keepAmountMemory(tx, needs.mall, learnt)
    if (reading.kind === 'read')
      answers.set(keyOf(detail), {
        mall: needs.mall,
        runId: context.runId,
        api: reading.api,
        subject: detail.orderId,
        body: JSON.stringify(reading.raw),
        receivedAt: context.clock.now(),
      })
  }
}

/** "Not ready yet": no fault of TEMU's side, so many of them do not stop the step. */
const notReady: readonly string[] = ['orders.address-empty', 'temu.still-calculating']

/**
 * Asks, and waits where TEMU is not ready: as long as the retry plan lasts, counted from the order's last change, then it is
 * held. An order our state does not know yet cannot be held: its refusal waits until step 2 has taken it in.
 */
async function patiently<T>(needs: FetchNeeds, detail: Detail, ask: () => Promise<T>): Promise<T | Held | Later> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (notReady.includes(error.code)) return waitOrHold(needs, detail, error)
    if (error.reaction === 'hold' && detail.storedAt === null) return later(error.code, 1, error.params)
    throw error
  }
}

function waitOrHold(needs: FetchNeeds, detail: Detail, error: ConnectorError): Held | Later {
  const { delaysMs, maxTries } = needs.retry
  const age = detail.storedAt === null ? 0 : needs.clock.now() - detail.storedAt
  let tries = 0
  for (let passed = 0; tries < maxTries; tries++) {
    const delay = delaysMs[Math.min(tries, delaysMs.length - 1)] ?? 60_000
    passed += delay
    if (passed > age) return later(error.code, Math.max(delay, error.retryAfterMs ?? 0), error.params)
  }
  return held(error.code, { ...error.params, tries })
}

async function holdOrder(
  tx: StateTx,
  needs: FetchNeeds,
  detail: Detail,
  reason: Held,
  context: StepContext,
): Promise<void> {
  const isKnown = await tx
    .selectFrom('orders')
    .select('state')
    .where('mall', '=', needs.mall)
    .where('order_id', '=', detail.orderId)
    .executeTakeFirst()
  if (!isKnown) return
  // What is missing is what the merchant has to know; why TEMU did not give it is beside it.
  const code = String(reason.params?.code ?? reason.reason)
  await applyEvent(tx, {
    mall: needs.mall,
    orderId: temuOrderId(detail.orderId),
    event: 'hold',
    hold: {
      reason: detail.kind === 'address' ? 'address-missing' : 'amounts-missing',
      params: { ...reason.params, code },
    },
    now: context.clock.now(),
    runId: context.runId,
  })
}
