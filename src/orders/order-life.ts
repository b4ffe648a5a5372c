import { assertNever } from '../lib/index.ts'

/** Where an order stands. Stored: never renamed. */
export const orderStates = [
  'pending',
  'incomplete',
  'due',
  'handed-over',
  'in-jtl',
  'packed',
  'reported',
  'shipped',
  'delivered',
  'held',
  'cancel-requested',
  'cancelled',
  'ignored',
] as const
export type OrderState = (typeof orderStates)[number]

/** What the table answers: a state, or one of four rules that look at the order's facts (`nextState`). */
export type Next = OrderState | 'stay' | 'ready' | 'resume' | 'elsewhere'

/** What decides between states where the event alone does not. */
export interface OrderFacts {
  /** TEMU's parentOrderStatus: 1 pending, 2 to ship, 41 partly shipped … */
  readonly temuStatus: number
  /** Address and amounts are there and not stale (or the mall does without amounts), and a unit is left to ship. */
  readonly isComplete: boolean
  readonly isHandedOver: boolean
  readonly isInJtl: boolean
  readonly isReported: boolean
  readonly isShipped: boolean
  /** The state before `held` or `cancel-requested`. */
  readonly before: OrderState | null
}

const ____ = 'stay'
/** `due` when complete, else `incomplete`. */
const ready = 'ready'
/** Back to where the order's facts say it stands. */
const back = 'resume'
/** TEMU says shipped without us: nothing is left to do, unless JTL has it already. */
const else_ = 'elsewhere'
const queue = 'handed-over'
const inJtl = 'in-jtl'
const pack = 'packed'
const told = 'reported'
const ship = 'shipped'
const deliv = 'delivered'
const held = 'held'
const asked = 'cancel-requested'
const gone = 'cancelled'
const skip = 'ignored'

/** One cell per state: a new state does not compile until every event is decided for it. */
type Cells<States> = { readonly [Column in keyof States]: Next }
type Row = Cells<typeof orderStates>

/**
 * The order's life, total: every event × every state. Events are stored: never renamed.
 * INV-6: no row leads out of `cancelled`.
 */
// biome-ignore format: a table is read by its columns
const rows = {
  //                    pending incomp due    handed in-jtl packed report shippd delivd held   asked  cancel ignored
  'seen':              [____,   ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'opened':            [ready,  ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'address-read':      [____,   ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'amounts-read':      [____,   ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'amounts-refused':   [____,   ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'address-changed':   [____,   ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'cancel-requested':  [asked,  asked, asked, asked, asked, asked, ____,  ____,  ____,  asked, ____,  ____,  ____],
  'cancel-withdrawn':  [____,   ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  back,  ____,  ____],
  'cancelled':         [gone,   gone,  gone,  gone,  gone,  gone,  gone,  gone,  ____,  gone,  gone,  ____,  gone],
  'partly-cancelled':  [____,   ready, ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'handed-over':       [queue,  queue, queue, ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'found-in-jtl':      [inJtl,  inJtl, inJtl, inJtl, ____,  ____,  ____,  ____,  ____,  back,  ____,  ____,  ____],
  'not-found-in-time': [____,   ____,  ____,  held,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'found-twice':       [held,   held,  held,  held,  held,  held,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'cancelled-in-jtl':  [held,   held,  held,  held,  held,  held,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'parcel-seen':       [____,   ____,  ____,  pack,  pack,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'parcel-gone':       [____,   ____,  ____,  ____,  ____,  inJtl, ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'confirm-sent':      [____,   ____,  ____,  told,  told,  told,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
  'confirm-refused':   [____,   ____,  ____,  held,  held,  held,  held,  ____,  ____,  ____,  ____,  ____,  ____],
  'read-back':         [____,   ____,  ____,  ship,  ship,  ship,  ship,  ____,  ____,  ____,  ____,  ____,  ____],
  // With JTL already: what TEMU shows may be our own report, read back by parcels.confirm.
  'shipped-at-temu':   [skip,   skip,  skip,  ____,  ____,  ____,  ____,  ____,  ____,  else_, else_, ____,  ____],
  'delivered':         [skip,   skip,  skip,  deliv, deliv, deliv, deliv, deliv, ____,  else_, else_, ____,  ____],
  'hold':              [held,   held,  held,  held,  held,  held,  held,  ____,  ____,  ____,  ____,  ____,  ____],
  'retry':             [____,   ready, ____,  ____,  ____,  ____,  ____,  ____,  ____,  back,  ____,  ____,  back],
  'cure':              [____,   ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  back,  ____,  ____,  ____],
  'ignore':            [skip,   skip,  skip,  ____,  ____,  ____,  ____,  ____,  ____,  skip,  ____,  ____,  ____],
  'erased':            [held,   held,  held,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____,  ____],
} as const satisfies Record<string, Row>

/** What can happen to an order. Stored: never renamed. */
export type OrderEvent = keyof typeof rows
export const orderEvents = Object.keys(rows) as readonly OrderEvent[] // Object.keys forgets the literal keys

/** The whole table, by state and event. */
export const orderLife = Object.fromEntries(
  orderStates.map((state, at) => [
    state,
    Object.fromEntries(orderEvents.map(event => [event, rows[event][at] ?? 'stay'])),
  ]),
) as Readonly<Record<OrderState, Readonly<Record<OrderEvent, Next>>>> // fromEntries forgets the keys

/** The state after `event`. Total: every state and event has an answer. */
export function nextState(state: OrderState, event: OrderEvent, facts: OrderFacts): OrderState {
  const next = orderLife[state][event]
  switch (next) {
    case 'stay':
      return state
    case 'ready':
      // A parent order that is pending at TEMU may still change its address and its quantities.
      return facts.temuStatus === 1 ? 'pending' : facts.isComplete ? 'due' : 'incomplete'
    case 'resume':
      return standing(facts)
    case 'elsewhere':
      if (!facts.isHandedOver && !facts.isInJtl) return 'ignored'
      return event === 'delivered' ? 'delivered' : 'shipped'
    case 'pending':
    case 'incomplete':
    case 'due':
    case 'handed-over':
    case 'in-jtl':
    case 'packed':
    case 'reported':
    case 'shipped':
    case 'delivered':
    case 'held':
    case 'cancel-requested':
    case 'cancelled':
    case 'ignored':
      return next
    default:
      return assertNever(next)
  }
}

/** Where an order stands by its facts alone: what a hold or a cancellation request goes back to. */
function standing(facts: OrderFacts): OrderState {
  if (facts.temuStatus === 3) return 'cancelled'
  if (facts.isShipped) return 'shipped'
  if (facts.isReported) return 'reported'
  if (facts.isInJtl) return facts.before === 'packed' ? 'packed' : 'in-jtl'
  if (facts.isHandedOver) return 'handed-over'
  // Shipped by someone else before JTL had it: handing it over now would ship it twice.
  if (facts.temuStatus === 4 || facts.temuStatus === 5 || facts.temuStatus === 51) return 'ignored'
  if (facts.temuStatus === 1) return 'pending'
  return facts.isComplete ? 'due' : 'incomplete'
}

/** States in which a person or a rule stopped the order; the state before is remembered. */
export const isStopped = (state: OrderState): boolean => state === 'held' || state === 'cancel-requested'
