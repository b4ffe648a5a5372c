import { type Command, Option } from 'commander'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { temuOrderId } from '../lib/index.ts'
import {
  countOrders,
  listOrders,
  type Order,
  type OrderState,
  orderStates,
  type WholeOrder,
  wholeOrder,
} from '../orders/index.ts'
import { label } from '../texts/index.ts'
import type { CommandContext, ExitCode } from './command.ts'
import { dateTime, money } from './local-format.ts'
import { examples, type Run } from './program.ts'
import { chosenMalls, namedMall, wholeNumber } from './sync-command.ts'

/** `kontor orders …`: where every order stands, and how it got there. */
export function ordersCommands(program: Command, run: Run): void {
  const orders = program.command('orders').description('orders and their history')
  orders
    .command('list', { isDefault: true })
    .description('the newest orders')
    .option('--mall <name>', 'in one store alone')
    .addOption(new Option('--state <state>', 'one state alone').choices([...orderStates]))
    .option(
      '--search <number>',
      'any number: order (or its beginning), JTL order, delivery note, tracking, article, SKU',
    )
    .option('--limit <n>', 'how many', wholeNumber, 30)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => run(context => list(context, options)))
  orders
    .command('show')
    .description('one order: lines, money, parcels and everything that happened')
    .argument('<number>', 'TEMU’s order number: PO-…')
    .addHelpText('after', examples('kontor orders show PO-076-10000000000229651'))
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
    const mall = await namedMall(kontor, options.mall)
    const { db } = kontor.state
    const states = options.state && [options.state]
    const malls = mall && [mall]
    const orders = await listOrders(db, { malls, states, search: options.search, limit: options.limit })
    const counts = await countOrders(db, malls)
    if (terminal.isJson) terminal.json({ counts, orders: orders.map(withTimes) })
    else {
      terminal.line(
        Object.entries(counts)
          .map(([state, count]) => `${label('orderState', state, terminal.language)}: ${count}`)
          .join(' · ') || terminal.say('Noch keine Bestellungen.', 'No orders yet.'),
      )
      if (orders.length === 0) return 0
      terminal.table(
        [
          terminal.say('Shop', 'Store'),
          terminal.say('TEMU-Bestellung', 'TEMU order'),
          terminal.say('Stand', 'State'),
          'JTL',
          terminal.say('bestellt', 'ordered'),
          terminal.say('bezahlt', 'paid'),
        ],
        orders.map(order => [
          order.mall,
          order.id,
          label('orderState', order.state, terminal.language),
          order.jtlOrderNo ?? '–',
          dateTime(order.orderedAt, kontor.config.timeZone, terminal.language),
          order.amounts ? money(order.amounts.customerPaidCents, order.amounts.currency, terminal.language) : '–',
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
      const whole = await wholeOrder(kontor.state.db, mall.id, temuOrderId(number))
      if (whole) found.push({ ...whole, order: withTimes(whole.order) })
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

function describe(context: CommandContext, kontor: Kontor, whole: WholeOrder): void {
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
      `↻ ${codeText(item.code, terminal.language, item.params).title} (${item.step}, ${dateTime(item.nextAt, kontor.config.timeZone, terminal.language)})`,
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
    const sum = (cents: number) => money(cents, amounts.currency, terminal.language)
    const goods = amounts.lines.reduce((all, line) => all + line.grossCents, 0)
    terminal.line()
    terminal.line(
      terminal.say(
        `Ware ${sum(goods)} + Versand ${sum(amounts.shippingGrossCents)} − eigener Rabatt ${sum(amounts.sellerDiscountCents)} = Käufer ${sum(amounts.customerPaidCents)} + TEMU-Rabatt ${sum(amounts.temuDiscountCents)} + erstattet ${sum(amounts.refundsCents)}`,
        `goods ${sum(goods)} + shipping ${sum(amounts.shippingGrossCents)} − own discount ${sum(amounts.sellerDiscountCents)} = buyer ${sum(amounts.customerPaidCents)} + TEMU’s discount ${sum(amounts.temuDiscountCents)} + refunded ${sum(amounts.refundsCents)}`,
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
      parcels.map(parcel => [
        parcel.parcel_id,
        parcel.tracking ?? '–',
        parcel.method_name ?? '–',
        label('parcelState', parcel.state, terminal.language),
      ]),
    )
  }
  terminal.line()
  terminal.table(
    [
      terminal.say('Zeit', 'Time'),
      terminal.say('Ereignis', 'Event'),
      terminal.say('Stand', 'State'),
      terminal.say('Näheres', 'Details'),
    ],
    history.map(entry => [
      dateTime(entry.at, kontor.config.timeZone, terminal.language),
      label('orderEvent', entry.event, terminal.language),
      entry.before === entry.after ? '' : `→ ${label('orderState', entry.after, terminal.language)}`,
      Object.entries(entry.detail)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    ]),
  )
}

/** Instants as ISO text beside the numbers a program computes with. */
const withTimes = (order: Order) => ({ ...order, orderedAtUtc: new Date(order.orderedAt).toISOString() })
