import type { Kontor } from '../compose.ts'
import type { Sandbox } from '../simulate/index.ts'
import type { Terminal } from './terminal.ts'
import { padText, textWidth } from './text-width.ts'

/** The demo's result. Orders, doubles and oversold units are counted in the two simulated outsides, not in our own state. */
export interface DemoFigures {
  readonly orders: {
    readonly seen: number
    readonly imported: number
    readonly inJtl: number
    readonly reported: number
    readonly shipped: number
    readonly held: number
    readonly cancelled: number
    readonly lost: number
    readonly duplicated: number
  }
  readonly stock: {
    readonly skus: number
    readonly sent: number
    readonly confirmed: number
    readonly oversold: number
  }
  readonly temuCalls: number
  readonly seconds: number
}

export async function demoFigures(
  kontor: Kontor,
  sandbox: Sandbox,
  verdict: ReturnType<Sandbox['judge']>,
  seconds: number,
): Promise<DemoFigures> {
  const confirmed = await kontor.state.db
    .selectFrom('offer_history')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('read_back_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return {
    orders: {
      seen: verdict.seen,
      imported: verdict.imported,
      inJtl: verdict.inJtl,
      reported: verdict.reported,
      shipped: verdict.shipped,
      held: verdict.held,
      cancelled: verdict.cancelled,
      lost: verdict.lost,
      duplicated: verdict.duplicated,
    },
    stock: {
      skus: sandbox.world.temu.skus().length,
      sent: sandbox.stockWrites(),
      confirmed: Number(confirmed.count),
      oversold: verdict.oversold,
    },
    temuCalls: sandbox.calls(),
    seconds,
  }
}

/** Orders a user is shown as waiting for a person or left aside, with a reason. */
export async function heldOrders(kontor: Kontor): Promise<ReadonlySet<string>> {
  const rows = await kontor.state.db
    .selectFrom('orders')
    .select('order_id')
    .where('state', 'in', ['held', 'ignored', 'cancel-requested'])
    .orderBy('order_id')
    .execute()
  return new Set(rows.map(row => row.order_id))
}

/** Nothing of ours is under way: no order on its way, no try waiting, no offer unread. */
export async function isSettled(kontor: Kontor): Promise<boolean> {
  const { db } = kontor.state
  const count = async (rows: Promise<readonly unknown[]>): Promise<number> => (await rows).length
  const underWay = await count(
    db
      .selectFrom('orders')
      .select('order_id')
      .where('state', 'in', ['incomplete', 'due', 'handed-over', 'packed', 'reported'])
      .orderBy('order_id')
      .limit(1)
      .execute(),
  )
  const waiting = await count(db.selectFrom('waiting').select('item').orderBy('item').limit(1).execute())
  const unread = await count(
    db.selectFrom('parcel').select('parcel_id').where('state', '=', 'sent').orderBy('parcel_id').limit(1).execute(),
  )
  const offers = await count(
    db
      .selectFrom('offer')
      .select('sku_id')
      .where('state', 'in', ['sending', 'sent'])
      .orderBy('sku_id')
      .limit(1)
      .execute(),
  )
  return underWay + waiting + unread + offers === 0
}

/** The result for a person: what happened and, unless only the figures are wanted, that nothing was lost. */
export function figureLines(
  { orders, stock, temuCalls, seconds }: DemoFigures,
  terminal: Terminal,
  onlyFigures = false,
): readonly string[] {
  const { say } = terminal
  const rows: readonly (readonly [string, number | string])[] = [
    [say('Bestellungen bei TEMU', 'orders at TEMU'), orders.seen],
    [say('davon in JTL wiedergefunden', 'found again in JTL'), orders.inJtl],
    [say('Versand an TEMU gemeldet', 'reported to TEMU'), orders.reported],
    [say('Versand bestätigt', 'shipment confirmed'), orders.shipped],
    [say('Klärfälle: warten auf Sie', 'held: need you'), orders.held],
    [say('vor der Übergabe storniert', 'cancelled before hand-over'), orders.cancelled],
    [say('SKUs bei TEMU', 'SKUs at TEMU'), stock.skus],
    [say('Bestandsmeldungen gesendet', 'stock reports sent'), stock.sent],
    [say('davon nachgelesen', 'read back'), stock.confirmed],
    [say('Aufrufe bei TEMU', 'calls to TEMU'), temuCalls],
    [say('Dauer', 'duration'), `${Math.round(seconds)} s`],
  ]
  const width = Math.max(...rows.map(([name]) => textWidth(name)))
  const { lost, duplicated } = orders
  const figures = [
    '',
    `── ${say('Was geschehen ist', 'What happened')}`,
    ...rows.map(([name, value]) => `  ${padText(name, width)}  ${String(value).padStart(6)}`),
  ]
  if (onlyFigures) return figures
  return [
    ...figures,
    '',
    lost + duplicated + stock.oversold === 0
      ? say(
          '✓ Beide Seiten verglichen: nichts verloren, nichts doppelt, nichts überverkauft.',
          '✓ Both sides compared: nothing lost, nothing doubled, nothing oversold.',
        )
      : say(
          `✗ Beide Seiten verglichen: ${lost} verloren, ${duplicated} doppelt, ${stock.oversold} überverkauft.`,
          `✗ Both sides compared: ${lost} lost, ${duplicated} doubled, ${stock.oversold} oversold.`,
        ),
  ]
}
