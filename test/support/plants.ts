import type { CrashPoint, Passing, Simulation } from '../../src/simulate/index.ts'
import type { Scenario, World } from '../../src/simulator/index.ts'
import { crashScenario, line, type SmallSku, skuOf, smallMall, smallOrder, smallShop } from './small-shop.ts'

/** A mistake somebody could make, as a patch by text of our own source, and a world in which it shows. */
export interface Plant {
  readonly name: string
  /** Where two nets hold one promise, both are cut. */
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[]
  /** What must be among the problems found: the plant is found only by the promise it is about. */
  readonly breaks: RegExp
  readonly world: PlantWorld
}

export interface PlantWorld {
  readonly scenario: Scenario
  readonly crashes?: readonly CrashPoint[]
  readonly restartMs?: number
  readonly onPort?: (passing: Passing, world: World) => 'lost' | undefined
  /** Moves the world before the first life. */
  readonly prepare?: (simulation: Simulation) => void
  /** What else may not be, judged on both outsides. */
  readonly alsoWrong?: (world: World) => readonly string[]
}

const buyer = { name: 'Zoë Ñandú', street: 'Beispielweg 3', postCode: '20095', city: 'Hamburg' }

function buy(world: World, sku: SmallSku): void {
  world.temu.placeOrder({
    mallId: smallMall,
    lines: [{ skuId: skuOf[sku], quantity: 1 }],
    address: buyer,
    status: 'to-ship',
  })
}

const notAllShipped = (world: World): readonly string[] =>
  world.temu
    .orders()
    .flatMap(order =>
      order.status === 3 || order.lines.every(each => each.status >= 4) ? [] : [`${order.parentOrderSn} never left`],
    )

/** A buyer at the very moment a stock number is on its way. */
const buyerInTheWindow: NonNullable<PlantWorld['onPort']> = ({ site, visit, when }, world) => {
  if (site === 'temu bg.local.goods.stock.edit' && when === 'before' && visit <= 4)
    for (const sku of ['becher', 'teller', 'tee'] as const) buy(world, sku)
  return undefined
}

const minute = 60_000

export const plants: readonly Plant[] = [
  {
    name: 'insert-without-looking',
    edits: [
      {
        file: 'engine/send-step.ts',
        from: 'if (await this.#look(item, attempt)) toSend.push(',
        to: 'toSend.push(',
      },
      // The second net: the insert's own condition.
      {
        file: 'jtl/db/seam-sqlite.ts',
        from: 'where not exists (select 1 from (${ordersOf(',
        to: 'where 1 = 1 or not exists (select 1 from (${ordersOf(',
      },
    ],
    breaks: /^INV-1 /,
    world: { scenario: crashScenario, crashes: [{ site: 'jtl putIntoQueue', visit: 1, when: 'after' }] },
  },
  {
    name: 'cursor-before-commit',
    edits: [
      {
        file: 'engine/fetch-step.ts',
        from: 'const { pages, next } = await spec.read(row?.value, context)',
        to: `const { pages, next } = await spec.read(row?.value, context)
      await context.write(tx => tx.insertInto('cursor').values({ mall: context.mall, name, value: next, updated_at: 0 })
        .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet({ value: next })).execute())`,
      },
    ],
    breaks: /^INV-2 /,
    // Two hours away, and stopped again while the first page of them is kept: the overlap of an hour hides nothing then.
    world: {
      scenario: smallShop(
        [smallOrder(1, 10 * minute, [line('tee', 1)])],
        [{ kind: 'goods-in', atMs: 20 * minute, articleNo: 'TEE-1', pieces: 4 }],
      ),
      crashes: [
        { site: 'temu bg.order.list.v2.get', visit: 3, when: 'before' },
        { site: 'commit archive', visit: 1, when: 'before' },
      ],
      restartMs: 125 * minute,
    },
  },
  {
    name: 'stock-without-open-orders',
    edits: [
      {
        file: 'stock/article-world.ts',
        from: 'const direct = this.#evidence.open.get(key)?.pieces ?? 0',
        to: 'if (key >= 0) return 0\n    const direct = this.#evidence.open.get(key)?.pieces ?? 0',
      },
    ],
    breaks: /^INV-3 /,
    world: { scenario: crashScenario },
  },
  {
    name: 'absolute-stock-while-a-buyer-buys',
    edits: [
      {
        file: 'stock/send-calls.ts',
        from: "return call.mode === 'target'\n    ? {",
        to: 'return call.entries.length > 0\n    ? {',
      },
    ],
    breaks: /^INV-3 /,
    world: { scenario: crashScenario, onPort: buyerInTheWindow },
  },
  {
    name: 'settled-before-sent',
    edits: [
      {
        file: 'engine/send-step.ts',
        from: '      answer = await this.#spec.send(item, note,',
        to: `      if (this.#spec.name === 'orders.send') await this.#context.write(tx =>
        this.#spec.settle(tx, item, { ref: null, found: null, xml: null, flags: [] }, this.#context))
      answer = await this.#spec.send(item, note,`,
      },
    ],
    breaks: /never left/,
    world: {
      scenario: crashScenario,
      crashes: [{ site: 'jtl putIntoQueue', visit: 1, when: 'before' }],
      alsoWrong: notAllShipped,
    },
  },
  {
    name: 'first-page-only',
    edits: [{ file: 'temu/page-walk.ts', from: '      yield answer\n', to: '      yield answer\n      return\n' }],
    breaks: /^INV-2 /,
    world: {
      scenario: smallShop(
        Array.from({ length: 130 }, (_, at) =>
          smallOrder(at + 1, 20_000 + at * 100, [line('tee', 1)], { pendingMs: 0 }),
        ),
        [{ kind: 'goods-in', atMs: 5 * minute, articleNo: 'TEE-1', pieces: 4 }],
        { tee: 400 },
      ),
    },
  },
  {
    name: 'error-reads-as-zero',
    edits: [
      {
        file: 'stock/round-reading.ts',
        from: "context.log.warn('stock.jtl-not-read', { cause: error.code })\n",
        to: `const kept = await lastKept(state, linked, jtlReadAt)
    return { ...kept, isJtlFresh: true, articles: new Map([...kept.articles].map(([key, row]) => [key, { ...row, available: 0 }])) }\n`,
      },
    ],
    breaks: /is sold out at TEMU while JTL has/,
    world: {
      scenario: crashScenario,
      onPort: ({ site, visit, when }) =>
        site === 'jtl stockOf' && when === 'before' && visit > 1 && visit < 6 ? 'lost' : undefined,
      alsoWrong: ({ temu }) =>
        temu.history.effects.flatMap(effect =>
          effect.kind === 'stock-written' && effect.after === 0 && effect.before > 0
            ? [`${effect.skuId} is sold out at TEMU while JTL has plenty`]
            : [],
        ),
    },
  },
  {
    name: 'cancelled-units-handed-over',
    edits: [
      {
        file: 'orders/order-to-jtl.ts',
        from: 'splitEvenly(lineCents(amounts), line.originalQuantity).slice(0, line.quantity)',
        to: 'splitEvenly(lineCents(amounts), line.originalQuantity)',
      },
      {
        file: 'orders/order-to-jtl.ts',
        from: 'units.slice(line.quantity).reduce(',
        to: 'units.slice(line.originalQuantity).reduce(',
      },
    ],
    breaks: /^INV-(2|6) /,
    world: { scenario: crashScenario },
  },
  {
    name: 'lost-change-sent-again-with-a-new-key',
    edits: [
      {
        file: 'stock/send-calls.ts',
        from: 'const { value } = await temu.editStock(editOf(call, requestUniqueKey), { signal })',
        to: `const { value } = await temu.editStock(editOf(call, requestUniqueKey), { signal })
          .catch(() => temu.editStock(editOf(call, randomId(random)), { signal }))`,
      },
    ],
    breaks: /^INV-3 /,
    world: {
      scenario: crashScenario,
      prepare: ({ world }) => {
        world.temu.faults.when(({ api }) => api === 'bg.local.goods.stock.edit', { kind: 'lostReply' }, 6)
      },
    },
  },
  {
    name: 'parcel-confirmed-without-looking',
    edits: [
      { file: 'engine/send-step.ts', from: 'if (await this.#look(item, attempt)) toSend.push(', to: 'toSend.push(' },
      // The second net: a refusal “already shipped” asks what TEMU has.
      {
        file: 'tracking/send-parcels.ts',
        from: "const perhapsDone = ['temu.already-shipped', ",
        to: 'const perhapsDone = [',
      },
    ],
    breaks: /parcels.send waits .*already-shipped/,
    world: {
      scenario: crashScenario,
      crashes: [{ site: 'temu bg.logistics.shipment.v2.confirm', visit: 1, when: 'after' }],
      alsoWrong: notAllShipped,
    },
  },
]
