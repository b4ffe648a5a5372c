import type { FaultKind, Violation } from '../../src/simulate/index.ts'

/** A mistake somebody could make, as a patch by text of our own source. */
export interface Plant {
  readonly name: string
  /** It counts as found only by the promise that it is about. */
  readonly promise: Violation['promise']
  /** Where two nets hold one promise, both are cut. */
  readonly edits: readonly Edit[]
  /** Kinds of faults in which it shows, in plenty; buyers alone when empty. */
  readonly faults: readonly FaultKind[]
}

export interface Edit {
  readonly file: string
  /** Must be there exactly once. */
  readonly from: string
  readonly to: string
}

/** Buyers of a generated plan. */
export const plantOrders = 12

const lostReplies = ['temu-reply:lost', 'temu-reply:half', 'temu-reply:timeout-applied'] as const
/** Long enough that more orders wait than a page holds. */
const outages = ['token-expired', 'permission-withdrawn'] as const

export const plants: readonly Plant[] = [
  {
    name: 'insert-without-looking',
    promise: 'INV-1',
    edits: [
      { file: 'engine/send-step.ts', from: 'if (await this.#look(item, attempt)) toSend.push(', to: 'toSend.push(' },
      // The second net: the insert's own condition.
      {
        file: 'jtl/db/seam-sqlite.ts',
        from: 'where not exists (select 1 from (${ordersOf(',
        to: 'where 1 = 1 or not exists (select 1 from (${ordersOf(',
      },
    ],
    faults: ['crash:effect', 'sql-lost'],
  },
  {
    name: 'cursor-before-the-pages',
    promise: 'INV-2',
    edits: [
      {
        file: 'engine/fetch-step.ts',
        from: 'const { pages, next } = await spec.read(row?.value, context)',
        to: `const { pages, next } = await spec.read(row?.value, context)
      await context.write(tx => tx.insertInto('cursor').values({ mall: context.mall, name, value: next, updated_at: 0 })
        .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet({ value: next })).execute())`,
      },
      // The second net: an hour is read again.
      { file: 'orders/fetch-orders.ts', from: 'const overlapMs = 3_600_000', to: 'const overlapMs = 0' },
    ],
    faults: outages,
  },
  {
    name: 'first-page-only',
    promise: 'INV-2',
    edits: [{ file: 'temu/page-walk.ts', from: '      yield answer\n', to: '      yield answer\n      return\n' }],
    faults: outages,
  },
  {
    name: 'a-failed-page-is-the-end',
    promise: 'INV-2',
    edits: [
      {
        file: 'temu/page-walk.ts',
        from: 'const answer = await walk.fetch(page)\n',
        to: 'const answer = await walk.fetch(page).catch(() => undefined)\n      if (!answer) return\n',
      },
      { file: 'orders/fetch-orders.ts', from: 'const overlapMs = 3_600_000', to: 'const overlapMs = 0' },
    ],
    faults: outages,
  },
  {
    name: 'no-overlap',
    promise: 'INV-2',
    edits: [{ file: 'orders/fetch-orders.ts', from: 'const overlapMs = 3_600_000', to: 'const overlapMs = 0' }],
    faults: ['read-lag:orders'],
  },
  {
    name: 'stock-without-open-orders',
    promise: 'INV-3',
    edits: [
      {
        file: 'stock/article-world.ts',
        from: 'const direct = this.#evidence.open.get(key)?.pieces ?? 0',
        to: 'if (key >= 0) return 0\n    const direct = this.#evidence.open.get(key)?.pieces ?? 0',
      },
    ],
    faults: [],
  },
  {
    name: 'handed-over-counts-as-in-jtl',
    promise: 'INV-3',
    edits: [
      {
        file: 'orders/open-units.ts',
        from: ".where('orders.in_jtl_at', 'is', null)",
        to: ".where('orders.handed_over_at', 'is', null)",
      },
    ],
    faults: ['worker-slow'],
  },
  {
    name: 'absolute-stock-while-a-buyer-buys',
    promise: 'INV-3',
    edits: [
      {
        file: 'stock/send-calls.ts',
        from: "return call.mode === 'target'\n    ? {",
        to: 'return call.entries.length > 0\n    ? {',
      },
    ],
    faults: ['buyer-in-window'],
  },
  {
    name: 'lost-change-sent-again-with-a-new-key',
    promise: 'INV-3',
    edits: [
      {
        file: 'stock/send-calls.ts',
        from: 'const { value } = await temu.editStock(editOf(call, requestUniqueKey), { signal })',
        to: `const { value } = await temu.editStock(editOf(call, requestUniqueKey), { signal })
          .catch(() => temu.editStock(editOf(call, randomId(random)), { signal }))`,
      },
    ],
    faults: lostReplies,
  },
  {
    name: 'rises-on-orders-of-before',
    promise: 'INV-3',
    edits: [
      {
        file: 'stock/round-reading.ts',
        from: "await tolerate(context, 'stock.orders-not-read', mall, () => needs.refreshOrders(mall, context))",
        to: 'true',
      },
    ],
    faults: ['buyer-in-window'],
  },
  {
    name: 'a-store-nobody-has-read-shows-nothing',
    promise: 'INV-3',
    edits: [
      {
        file: 'stock/compute-round.ts',
        from: "if ([...unread].some(mall => mall !== own.listing.mall)) return 'others-not-read'",
        to: '',
      },
    ],
    faults: ['token-expired', 'crash:commit', 'crash:effect', 'permission-withdrawn'],
  },
  {
    name: 'parcel-confirmed-without-looking',
    promise: 'INV-4',
    edits: [
      { file: 'engine/send-step.ts', from: 'if (await this.#look(item, attempt)) toSend.push(', to: 'toSend.push(' },
    ],
    faults: ['crash:effect', ...lostReplies],
  },
  {
    name: 'effect-before-the-journal',
    promise: 'INV-4',
    edits: [
      {
        file: 'engine/attempts.ts',
        from: 'begun_at: context.clock.now(),',
        // What a journal written afterwards would say.
        to: "begun_at: context.clock.now() + (step === 'parcels.send' ? 600_000 : 0),",
      },
    ],
    faults: [],
  },
  {
    name: 'parcel-told-before-it-left',
    promise: 'INV-5',
    edits: [
      {
        file: 'tracking/shipment-plan.ts',
        from: 'ofNote.every(parcel => parcel.isShipped && parcel.tracking !== null)',
        to: 'ofNote.every(parcel => parcel.tracking !== null)',
      },
    ],
    faults: [],
  },
  {
    name: 'shipped-without-reading-back',
    promise: 'INV-5',
    edits: [
      {
        file: 'tracking/confirm-parcels.ts',
        from: 'const atTemu = await readShipments(needs.temu, order, context.signal)',
        to: `const atTemu = order.parcels.map(parcel =>
        ({ tracking: (parcel.sent_tracking ?? '').toUpperCase(), carrierId: null, packageSn: '' }))`,
      },
    ],
    faults: [],
  },
  {
    name: 'cancelled-units-handed-over',
    promise: 'INV-6',
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
    faults: ['amounts-late'],
  },
  {
    name: 'open-wishes-ignored',
    promise: 'INV-6',
    edits: [
      {
        file: 'cancellations/fetch-cancellations.ts',
        from: 'if (isOpen === (first.cancel_requested === 1)) continue',
        to: 'continue',
      },
    ],
    faults: ['cancel-request', 'amounts-late', 'address-late'],
  },
  {
    name: 'sums-not-compared',
    promise: 'INV-7',
    edits: [
      { file: 'orders/amounts-from-temu.ts', from: 'if (ours === theirs && isSound) return null', to: 'return null' },
    ],
    faults: [],
  },
  {
    name: 'seller-discount-forgotten',
    promise: 'INV-7',
    edits: [
      {
        file: 'orders/order-to-jtl.ts',
        from: 'amounts.grossCents - amounts.sellerDiscountCents',
        to: 'amounts.grossCents',
      },
    ],
    faults: [],
  },
  {
    name: 'older-overwrites-newer',
    promise: 'INV-8',
    edits: [
      {
        file: 'orders/merge-order.ts',
        from: '  if (seen.updatedAt < draft.row.temu_updated_at) return false\n',
        to: '',
      },
      // The second net: a page in which nothing is newer is not kept.
      {
        file: 'orders/fetch-orders.ts',
        from: '    if (row && row.temu_updated_at > order.updatedAt) continue\n',
        to: '',
      },
    ],
    faults: ['stale-read'],
  },
  {
    name: 'lease-not-proven',
    promise: 'INV-9',
    edits: [
      {
        file: 'engine/lease.ts',
        from: 'if (numUpdatedRows !== 1n) throw new LeaseLost(lease.flow, lease.mall)',
        to: '',
      },
    ],
    faults: ['standstill', 'two-runners'],
  },
  {
    name: 'street-in-a-log-line',
    promise: 'INV-10',
    edits: [
      {
        file: 'orders/order-details.ts',
        from: "const before = detail.address === 'new' ?",
        to: `context.log.info('address-read', { subject: detail.orderId, street: address.reveal('plant').street })
  const before = detail.address === 'new' ?`,
      },
    ],
    faults: [],
  },
  {
    name: 'name-in-the-journal',
    promise: 'INV-10',
    edits: [
      {
        file: 'orders/order-details.ts',
        from: 'answers.set(keyOf(detail), entry)',
        to: `await tx.insertInto('setting').values({ name: detail.orderId, updated_at: 0,
      value: JSON.stringify(address.reveal('plant')) }).onConflict(conflict => conflict.doNothing()).execute()
    answers.set(keyOf(detail), entry)`,
      },
    ],
    faults: [],
  },
  {
    name: 'held-without-a-reason',
    promise: 'INV-11',
    edits: [
      {
        file: 'orders/apply-event.ts',
        from: 'for (const { reason, params } of step.opens)',
        to: 'for (const { reason, params } of step.opens.slice(step.opens.length))',
      },
    ],
    faults: [],
  },
  {
    name: 'a-reason-without-words',
    promise: 'INV-11',
    edits: [
      { file: 'orders/amounts-from-temu.ts', from: "held('amounts-differ', {", to: "held('amounts-contradict', {" },
    ],
    faults: [],
  },
  {
    name: 'error-reads-as-zero',
    promise: 'INV-11',
    edits: [
      {
        file: 'stock/round-reading.ts',
        from: "context.log.warn('stock.jtl-not-read', { cause: error.code })\n",
        to: `const kept = await lastKept(state, linked, jtlReadAt)
    return { ...kept, isJtlFresh: true, articles: new Map([...kept.articles].map(([key, row]) => [key, { ...row, available: 0 }])) }\n`,
      },
    ],
    faults: ['sql-restart:done', 'sql-restart:not-done', 'sql-lost'],
  },
]
