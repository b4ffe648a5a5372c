import { type Command, Option } from 'commander'
import type { Kontor } from '../compose.ts'
import { heldItems, retryingItems } from '../engine/index.ts'
import { centsToDecimal, mallId, temuOrderId } from '../lib/index.ts'
import {
  countOrders,
  listOrders,
  type Order,
  type OrderState,
  orderById,
  orderHistory,
  orderStates,
} from '../orders/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { codeText } from './fault-text.ts'
import type { Run } from './program.ts'
import { chosenMalls, wholeNumber } from './sync-command.ts'

/** `kontor orders …`: where every order stands, and how it got there. */
export function ordersCommands(program: Command, run: Run): void {
  const orders = program.command('orders').description('orders and their history')
  orders
    .command('list', { isDefault: true })
    .description('the newest orders')
    .option('--mall <name>')
    .addOption(new Option('--state <state>', 'one state alone').choices([...orderStates]))
    .option('--search <number>', 'a TEMU order number (or its beginning), or JTL’s')
    .option('--limit <n>', 'how many', wholeNumber, 30)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  orders
    .command('show')
    .description('one order: lines, money, parcels and everything that happened')
    .argument('<number>', 'TEMU’s order number: PO-…')
    .option('--json', 'as JSON')
    .action((number: string) => run(context => show(context, number)))
}

interface ListOptions {
  readonly mall?: string
  readonly state?: OrderState
  readonly search?: string
  readonly limit: number
}

const list = (context: CommandContext, options: ListOptions): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const mall = options.mall === undefined ? undefined : mallId(options.mall)
    const { db } = kontor.state
    const states = options.state && [options.state]
    const orders = await listOrders(db, { mall, states, search: options.search, limit: options.limit })
    const counts = await countOrders(db, mall)
    if (terminal.isJson) terminal.json({ counts, orders: orders.map(withTimes) })
    else {
      terminal.line(
        Object.entries(counts)
          .map(([state, count]) => `${state} ${count}`)
          .join(' · '),
      )
      terminal.table(
        [
          'Mall',
          terminal.say('TEMU-Bestellung', 'TEMU order'),
          terminal.say('Stand', 'State'),
          'JTL',
          terminal.say('bestellt', 'ordered'),
          terminal.say('bezahlt', 'paid'),
        ],
        orders.map(order => [
          order.mall,
          order.id,
          order.state,
          order.jtlOrderNo ?? '–',
          when(order.orderedAt, kontor),
          order.amounts ? `${centsToDecimal(order.amounts.customerPaidCents)} ${order.amounts.currency}` : '–',
        ]),
      )
    }
    return 0
  })

const show = (context: CommandContext, number: string): Promise<ExitCode> =>
  context.withKontor(async kontor => {
    const { terminal } = context
    const found = []
    for (const mall of await chosenMalls(kontor, undefined)) {
      const order = await orderById(kontor.state.db, mall.id, temuOrderId(number))
      if (order) found.push(await wholeOrder(kontor, order))
    }
    if (found.length === 0) {
      terminal.complain(
        terminal.say(`Die Bestellung ${number} kennt Kontor nicht.`, `Kontor does not know the order ${number}.`),
      )
      return 1
    }
    if (terminal.isJson) terminal.json(found)
    else for (const order of found) describe(context, kontor, order)
    return 0
  })

async function wholeOrder(kontor: Kontor, { order, lines }: NonNullable<Awaited<ReturnType<typeof orderById>>>) {
  const { db } = kontor.state
  return {
    order: withTimes(order),
    lines,
    parcels: await db
      .selectFrom('parcel')
      .select(['parcel_id', 'note_no', 'tracking', 'method_name', 'state', 'shipped_at', 'sent_at', 'confirmed_at'])
      .where('mall', '=', order.mall)
      .where('order_id', '=', order.id)
      .orderBy('parcel_id')
      .execute(),
    attempts: await db
      .selectFrom('attempt')
      .select(['step', 'state', 'begun_at', 'closed_at', 'code'])
      .where('mall', '=', order.mall)
      .where('item', '=', order.id)
      .orderBy('id')
      .execute(),
    held: await heldItems(db, { mall: order.mall, kind: 'order', subject: order.id }),
    retrying: await retryingItems(db, { mall: order.mall, item: order.id }),
    history: await orderHistory(db, order.mall, order.id),
  }
}

function describe(context: CommandContext, kontor: Kontor, whole: Awaited<ReturnType<typeof wholeOrder>>): void {
  const { terminal } = context
  const { order, lines, parcels, held, retrying, history } = whole
  terminal.line(`${order.mall} · ${order.id} · ${order.state}${order.jtlOrderNo ? ` · JTL ${order.jtlOrderNo}` : ''}`)
  for (const item of held) {
    const { title, cure } = codeText(item.reason, terminal.language, { ...item.params, subject: item.subject })
    terminal.line(`! ${title}`)
    if (cure) terminal.line(`  → ${cure}`)
  }
  for (const item of retrying)
    terminal.line(
      `↻ ${codeText(item.code, terminal.language, item.params).title} (${item.step}, ${when(item.nextAt, kontor)})`,
    )
  terminal.line()
  terminal.table(
    [terminal.say('Stück', 'Units'), 'SKU', terminal.say('Titel', 'Title')],
    lines.map(line => [
      line.cancelledQuantity > 0 ? `${line.quantity} (−${line.cancelledQuantity})` : String(line.quantity),
      line.sellerSku || line.skuId,
      `${line.title} ${line.spec}`.trim(),
    ]),
  )
  if (order.amounts) {
    const { amounts } = order
    const money = (cents: number) => `${centsToDecimal(cents)} ${amounts.currency}`
    const goods = amounts.lines.reduce((sum, line) => sum + line.grossCents, 0)
    terminal.line()
    terminal.line(
      terminal.say(
        `Ware ${money(goods)} + Versand ${money(amounts.shippingGrossCents)} − eigener Rabatt ${money(amounts.sellerDiscountCents)} = Käufer ${money(amounts.customerPaidCents)} + TEMU-Rabatt ${money(amounts.temuDiscountCents)} + erstattet ${money(amounts.refundsCents)}`,
        `goods ${money(goods)} + shipping ${money(amounts.shippingGrossCents)} − own discount ${money(amounts.sellerDiscountCents)} = buyer ${money(amounts.customerPaidCents)} + TEMU’s discount ${money(amounts.temuDiscountCents)} + refunded ${money(amounts.refundsCents)}`,
      ),
    )
  }
  if (parcels.length > 0) {
    terminal.line()
    terminal.table(
      [
        terminal.say('Paket', 'Parcel'),
        terminal.say('Sendungsnummer', 'Tracking'),
        terminal.say('Versandart', 'Method'),
        terminal.say('Stand', 'State'),
      ],
      parcels.map(parcel => [parcel.parcel_id, parcel.tracking ?? '–', parcel.method_name ?? '–', parcel.state]),
    )
  }
  terminal.line()
  terminal.table(
    [terminal.say('Zeit', 'Time'), terminal.say('Ereignis', 'Event'), '', ''],
    history.map(entry => [
      when(entry.at, kontor),
      entry.event,
      entry.before === entry.after ? entry.after : `${entry.before} → ${entry.after}`,
      Object.entries(entry.detail)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ]),
  )
}

/** Instants as ISO text beside the numbers a program computes with. */
const withTimes = (order: Order) => ({ ...order, orderedAtUtc: new Date(order.orderedAt).toISOString() })

const when = (at: number, kontor: Kontor): string =>
  new Intl.DateTimeFormat('de-DE', {
    timeZone: kontor.config.timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)
