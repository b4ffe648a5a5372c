import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { heldItems, type RunEvent } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import { countOrders } from '../orders/index.ts'
import type { Sandbox } from '../simulate/index.ts'
import type { Sentence } from '../texts/index.ts'
import type { CommandContext } from './command.ts'
import { LiveView } from './live-view.ts'
import { counted } from './local-format.ts'
import type { Terminal } from './terminal.ts'

export interface DemoStoryParts {
  readonly context: CommandContext
  readonly kontor: Kontor
  readonly sandbox: Sandbox
  readonly malls: readonly MallId[]
}

const phases = {
  listings: {
    de: 'Kontor lernt den Laden kennen: TEMU-Angebote, JTL-Artikel, Bestände',
    en: 'Kontor gets to know the shop: TEMU listings, JTL items, stock',
  },
  cycle: {
    de: 'Käufer bestellen; Kontor übergibt an JTL, meldet Pakete und Bestände',
    en: 'Buyers order; Kontor hands over to JTL, reports parcels and stock',
  },
} as const satisfies Record<string, Sentence>

/** How often the world's lines are told and the status is drawn. */
const beatMs = 1000

/** Tells the demo as it goes: what the world does, what Kontor does about it, and where everything stands. */
export class DemoStory {
  readonly #parts: DemoStoryParts
  readonly #view: LiveView
  readonly #stopListening: () => void
  readonly #toldHeld = new Set<number>()
  #toldFault = ''

  constructor(parts: DemoStoryParts) {
    this.#parts = parts
    const { context, kontor, sandbox } = parts
    this.#view = new LiveView({
      streams: context.streams,
      terminal: context.terminal,
      clock: kontor.clock,
      timeZone: kontor.config.timeZone,
      skuName: skuId => sandbox.world.temu.sku(skuId)?.sellerSku || skuId,
    })
    this.#stopListening = sandbox.world.onLine(line => this.#view.world(line))
  }

  async phase(name: keyof typeof phases): Promise<void> {
    this.#view.heading(phases[name][this.#parts.context.terminal.language])
    await this.#drawStatus()
  }

  /** Tells what gathered and draws the status, until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts.kontor
    while (!signal.aborted) {
      await clock.sleep(beatMs, signal).catch(() => {
        // Aborted: the loop's condition ends it.
      })
      this.#view.flush()
      if (!signal.aborted) await this.#drawStatus()
    }
  }

  /** What Kontor's runs say: one line for each step that moved something. */
  readonly listen = (event: RunEvent): void => {
    if (event.kind !== 'step-ended') return
    const { terminal } = this.#parts.context
    const told = deed(event.step.name, event.step.counts, terminal)
    if (told) this.#view.kontor(told)
    if (event.step.code === undefined || event.step.code === 'stopped' || event.step.code === 'step-skipped') return
    const fault = codeText(event.step.code, terminal.language, event.step.params).title
    if (fault !== this.#toldFault) this.#view.kontor(`✗ ${fault}`)
    this.#toldFault = fault
  }

  /** What waits for a person since this run, with the reason. */
  async afterRun(): Promise<void> {
    const { kontor, context } = this.#parts
    const { language } = context.terminal
    for (const item of await heldItems(kontor.state.db)) {
      if (this.#toldHeld.has(item.id)) continue
      this.#toldHeld.add(item.id)
      const { title } = codeText(item.reason, language, { subject: item.subject, ...item.params })
      const about = title.includes(item.subject) ? '' : ` (${item.subject})`
      this.#view.kontor(`! ${context.terminal.say('Klärfall', 'needs you')}: ${title}${about}`)
    }
  }

  stop(): void {
    this.#view.stop()
  }

  [Symbol.dispose](): void {
    this.#stopListening()
    this.#view.stop()
  }

  async #drawStatus(): Promise<void> {
    const { context, kontor, sandbox } = this.#parts
    const { say } = context.terminal
    const counts = await countOrders(kontor.state.db)
    const sum = (...states: (keyof typeof counts)[]) => states.reduce((all, state) => all + (counts[state] ?? 0), 0)
    const parts = [
      `${say('bestellt', 'ordered')} ${sandbox.world.placed}`,
      `${say('wartet', 'waiting')} ${sum('pending', 'incomplete', 'due')}`,
      `${say('übergeben', 'handed over')} ${sum('handed-over')}`,
      `${say('in JTL', 'in JTL')} ${sum('in-jtl', 'packed')}`,
      `${say('gemeldet', 'reported')} ${sum('reported')}`,
      `${say('bestätigt', 'confirmed')} ${sum('shipped', 'delivered')}`,
      `${say('storniert', 'cancelled')} ${sum('cancelled')}`,
      `${say('Klärfälle', 'held')} ${sum('held', 'cancel-requested')}`,
      `${say('Aufrufe', 'calls')} ${sandbox.calls()}`,
    ]
    this.#view.status(`▸ ${parts.join(' · ')}`)
  }
}

/** What a step has done, if it is worth a line. */
function deed(step: string, counts: Readonly<Record<string, number>>, { say }: Terminal): string | undefined {
  const tell = (count: number | undefined, de: [string, string, string], en: [string, string, string]) =>
    count ? say(`${counted(count, de[0], de[1])} ${de[2]}`, `${counted(count, en[0], en[1])} ${en[2]}`) : undefined
  switch (step) {
    case 'orders.store':
      return tell(
        counts.new,
        ['Bestellung', 'Bestellungen', 'bei TEMU abgeholt'],
        ['order', 'orders', 'fetched from TEMU'],
      )
    case 'orders.send':
      return tell(
        counts.handedOver,
        ['Bestellung', 'Bestellungen', 'an JTL übergeben'],
        ['order', 'orders', 'handed over to JTL'],
      )
    case 'orders.confirm':
      return tell(
        counts.inJtl,
        ['Auftrag', 'Aufträge', 'in JTL wiedergefunden'],
        ['order', 'orders', 'found again in JTL'],
      )
    case 'parcels.send':
      return tell(
        counts.sent ?? counts.done,
        ['Paket', 'Pakete', 'an TEMU gemeldet'],
        ['parcel', 'parcels', 'reported to TEMU'],
      )
    case 'parcels.confirm':
      return tell(
        counts.confirmed,
        ['Versandmeldung', 'Versandmeldungen', 'bei TEMU nachgelesen'],
        ['report', 'reports', 'read back at TEMU'],
      )
    case 'listings.store':
      return tell(
        counts.matched,
        ['Angebot', 'Angebote', 'JTL-Artikeln zugeordnet'],
        ['listing', 'listings', 'matched to JTL items'],
      )
    case 'stock.send':
      return tell(
        counts.sent,
        ['Bestand', 'Bestände', 'an TEMU gesendet'],
        ['stock number', 'stock numbers', 'sent to TEMU'],
      )
    default:
      return undefined
  }
}
