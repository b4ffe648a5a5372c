import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { listMalls } from '../accounts/index.ts'
import type { Kontor, TemuCall } from '../compose.ts'
import type { RunEvent } from '../engine/index.ts'
import { lastSuccessAt } from '../runs/index.ts'

const dayMs = 86_400_000
/** States in which an order moves on by itself. */
const moving = ['pending', 'incomplete', 'due', 'handed-over', 'packed', 'reported'] as const

/**
 * Numbers for a monitoring system (Prometheus text): what ran is counted as it happens in this process, what waits is asked of
 * our state when somebody reads. No label holds an order number, a SKU or a person.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #runs = this.#counter('kontor_runs_total', 'Runs ended.', ['flow', 'mall', 'state'])
  readonly #runSeconds = new Histogram({
    name: 'kontor_run_duration_seconds',
    help: 'How long runs took.',
    labelNames: ['flow', 'mall'],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900],
    registers: [this.#registry],
  })
  readonly #calls = this.#counter('kontor_temu_calls_total', 'TEMU calls by API and outcome.', [
    'mall',
    'api',
    'outcome',
  ])
  readonly #begun = new Map<string, { readonly flow: string; readonly mall: string; readonly at: number }>()

  constructor(kontor: Pick<Kontor, 'state' | 'clock'>) {
    this.#gauges(kontor)
  }

  /** What a run told: `listen` of the runs of this process. */
  onRunEvent(event: RunEvent, now: number): void {
    if (event.kind === 'run-started') this.#begun.set(event.runId, { flow: event.flow, mall: event.mall, at: now })
    if (event.kind !== 'run-ended') return
    const begun = this.#begun.get(event.runId)
    this.#begun.delete(event.runId)
    if (!begun) return
    const { flow, mall } = begun
    this.#runs.inc({ flow, mall, state: event.result.state })
    this.#runSeconds.observe({ flow, mall }, (now - begun.at) / 1000)
  }

  onTemuCall({ mall, api, outcome }: TemuCall): void {
    this.#calls.inc({ mall, api, outcome })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.#registry] })
  }

  /** A gauge that is asked when read: its old labels go first, so that what is gone is not shown for ever. */
  #gauge(name: string, help: string, labelNames: readonly string[], ask: (gauge: Gauge) => Promise<void>): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      async collect() {
        this.reset()
        await ask(this)
      },
    })
  }

  #gauges({ state, clock }: Pick<Kontor, 'state' | 'clock'>): void {
    const { db } = state
    this.#gauge('kontor_held_items', 'What waits for a person, by reason.', ['mall', 'reason'], async gauge => {
      const rows = await db
        .selectFrom('held')
        .select(eb => ['mall', 'reason', eb.fn.countAll<number>().as('count')])
        .where('resolved_at', 'is', null)
        .groupBy(['mall', 'reason'])
        .orderBy('mall')
        .orderBy('reason')
        .execute()
      for (const row of rows) gauge.set({ mall: row.mall, reason: row.reason }, Number(row.count))
    })
    this.#gauge(
      'kontor_orders_waiting',
      'Orders that move on by themselves, by state.',
      ['mall', 'state'],
      async gauge => {
        const rows = await db
          .selectFrom('orders')
          .select(eb => ['mall', 'state', eb.fn.countAll<number>().as('count')])
          .where('state', 'in', moving)
          .groupBy(['mall', 'state'])
          .orderBy('mall')
          .orderBy('state')
          .execute()
        for (const row of rows) gauge.set({ mall: row.mall, state: row.state }, Number(row.count))
      },
    )
    this.#gauge(
      'kontor_oldest_waiting_seconds',
      'Age of the oldest order in a state.',
      ['mall', 'state'],
      async gauge => {
        for (const { id } of await listMalls(db))
          for (const state of moving) {
            const row = await db
              .selectFrom('orders')
              .select('ordered_at')
              .where('mall', '=', id)
              .where('state', '=', state)
              .orderBy('ordered_at')
              .limit(1)
              .executeTakeFirst()
            if (row) gauge.set({ mall: id, state }, Math.max(0, (clock.now() - row.ordered_at) / 1000))
          }
      },
    )
    this.#gauge(
      'kontor_offers_behind',
      'Offers whose number at TEMU is not yet what it should be.',
      ['mall'],
      async gauge => {
        const rows = await db
          .selectFrom('offer')
          .select(eb => ['mall', eb.fn.countAll<number>().as('count')])
          .where('due_at', 'is not', null)
          .groupBy('mall')
          .orderBy('mall')
          .execute()
        for (const row of rows) gauge.set({ mall: row.mall }, Number(row.count))
      },
    )
    this.#gauge('kontor_token_days', 'Days until a mall’s token ends.', ['mall'], async gauge => {
      for (const mall of await listMalls(db))
        if (mall.tokenExpiresAt !== null) gauge.set({ mall: mall.id }, (mall.tokenExpiresAt - clock.now()) / dayMs)
    })
    this.#gauge(
      'kontor_last_success_timestamp_seconds',
      'Start of the last run that did all it should.',
      ['flow', 'mall'],
      async gauge => {
        const jobs = await db
          .selectFrom('job')
          .select(['flow', 'mall'])
          .distinct()
          .orderBy('mall')
          .orderBy('flow')
          .execute()
        for (const { flow, mall } of jobs) {
          const at = await lastSuccessAt(db, { flow, mall })
          if (at !== undefined) gauge.set({ flow, mall }, at / 1000)
        }
      },
    )
  }
}
