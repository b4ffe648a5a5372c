import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { ImportRecord, JtlWorker, WorkerRound } from './simulated-jtl.ts'
import { ImportRefused, importOrder, type ReadOrder, readOrder } from './wawi-import.ts'
import { externalNumbersIn, readOrderDocument } from './wawi-order-xml.ts'
import type { Wawi } from './wawi-orders.ts'

interface Noticed {
  readonly notBefore: number
  readonly noticedAt: number
  readonly numbers: readonly string[]
}

interface Waiting {
  readonly via: 'queue' | 'folder'
  readonly source: string
  readonly text: string
  readonly platform: number | null
}

/** JTL's worker: takes orders from `dbo.tXMLBestellImport` and the drop folder. It knows no duplicates. */
export class WawiWorker implements JtlWorker {
  running = true
  refuses: (externalNumber: string) => string | undefined = () => undefined
  readonly #wawi: Wawi
  readonly #report: (record: ImportRecord) => void
  readonly #noticed = new Map<string, Noticed>()
  readonly #left = new Set<string>()
  #lastLook: number
  #lastKey = 0

  constructor(wawi: Wawi, report: (record: ImportRecord) => void) {
    this.#wawi = wawi
    this.#report = report
    this.#lastLook = wawi.now()
  }

  notice(): void {
    const now = this.#wawi.now()
    const rows = this.#wawi.db.all(
      'select kXMLBestellImport as k, cText from dbo.tXMLBestellImport where kXMLBestellImport > ? order by kXMLBestellImport',
      this.#lastKey,
    )
    for (const row of rows) {
      this.#lastKey = Number(row.k)
      this.#remember(queueSource(this.#lastKey), now, String(row.cText ?? ''))
    }
    for (const file of this.#files())
      if (!this.#noticed.has(file)) this.#remember(file, now, readFileSync(this.#path(file), 'latin1'))
    this.#lastLook = now
  }

  tick(): WorkerRound {
    this.notice()
    const imported: ImportRecord[] = []
    const refused: ImportRecord[] = []
    if (this.running) {
      const { db, options } = this.#wawi
      this.#signOfLife()
      const queue = db.all(
        'select kXMLBestellImport as k, cText, nPlattform from dbo.tXMLBestellImport order by kXMLBestellImport limit ?',
        options.importsPerTick + this.#left.size,
      )
      const waiting: Waiting[] = queue.map(row => ({
        via: 'queue',
        source: queueSource(Number(row.k)),
        text: String(row.cText ?? ''),
        platform: row.nPlattform === null ? null : Number(row.nPlattform),
      }))
      for (const file of this.#files().slice(0, options.importsPerTick))
        waiting.push({ via: 'folder', source: file, text: readFileSync(this.#path(file), 'latin1'), platform: null })
      const records = db.transaction(() =>
        waiting.filter(one => !this.#left.has(one.source)).flatMap(one => this.#take(one)),
      )
      for (const record of records) {
        this.#report(record)
        if (record.orderKey === undefined) refused.push(record)
        else imported.push(record)
      }
    }
    return { imported, refused, waiting: this.waiting().length }
  }

  /** External numbers that are not imported yet, with where they wait. */
  waiting(): readonly { readonly externalNumber: string; readonly source: string }[] {
    this.notice()
    const rows = this.#wawi.db.all(
      'select kXMLBestellImport as k from dbo.tXMLBestellImport order by kXMLBestellImport',
    )
    const sources = [...rows.map(row => queueSource(Number(row.k))), ...this.#files()]
    return sources.flatMap(source =>
      (this.#noticed.get(source)?.numbers ?? []).map(externalNumber => ({ externalNumber, source })),
    )
  }

  #take(one: Waiting): readonly ImportRecord[] {
    const { db } = this.#wawi
    let orders: readonly ReadOrder[] = []
    try {
      const document = readOrderDocument(one.text)
      if (document.kind === 'refused') throw new ImportRefused(document.reason)
      const records = db.transaction(() => {
        orders = document.orders.map(order => readOrder(this.#wawi, order))
        for (const { externalNumber } of orders) {
          const reason = this.refuses(externalNumber)
          if (reason !== undefined) throw new ImportRefused(reason)
        }
        return orders.map(order => this.#record(one, order, importOrder(this.#wawi, order, one.platform), undefined))
      })
      this.#finish(one, 'done')
      return records
    } catch (error) {
      const reason = refusal(error)
      this.#writeError(one, reason)
      const numbers = this.#noticed.get(one.source)?.numbers ?? []
      const records =
        orders.length > 0
          ? orders.map(order => this.#record(one, order, undefined, reason))
          : (numbers.length > 0 ? numbers : ['']).map(externalNumber =>
              this.#record(one, { externalNumber, lines: [], grossCents: 0, currency: '' }, undefined, reason),
            )
      this.#finish(one, 'failed')
      return records
    }
  }

  #record(
    one: Waiting,
    order: Pick<ReadOrder, 'externalNumber' | 'lines' | 'grossCents' | 'currency'>,
    orderKey: number | undefined,
    refusedBecause: string | undefined,
  ): ImportRecord {
    const at = this.#wawi.now()
    const noticed = this.#noticed.get(one.source)
    return {
      at,
      via: one.via,
      source: one.source,
      externalNumber: order.externalNumber,
      orderKey,
      refusedBecause,
      notBefore: noticed?.notBefore ?? at,
      noticedAt: noticed?.noticedAt ?? at,
      lines: order.lines,
      grossCents: order.grossCents,
      currency: order.currency,
    }
  }

  #finish(one: Waiting, outcome: 'done' | 'failed'): void {
    if (one.via === 'folder') {
      const { dropFolder } = this.#wawi.options
      if (dropFolder === undefined) return
      mkdirSync(join(dropFolder, outcome), { recursive: true })
      renameSync(this.#path(one.source), join(dropFolder, outcome, one.source))
      // The same name may come again later; it is a new file then.
      this.#noticed.delete(one.source)
      return
    }
    if (outcome === 'failed' && this.#wawi.options.refusedRows === 'stay') {
      this.#left.add(one.source)
      return
    }
    this.#wawi.db.run('delete from dbo.tXMLBestellImport where kXMLBestellImport = ?', Number(one.source.slice(6)))
    this.#noticed.delete(one.source)
  }

  #remember(source: string, now: number, text: string): void {
    this.#noticed.set(source, { notBefore: this.#lastLook, noticedAt: now, numbers: externalNumbersIn(text) })
  }

  #files(): readonly string[] {
    const { dropFolder } = this.#wawi.options
    if (dropFolder === undefined) return []
    try {
      return readdirSync(dropFolder)
        .filter(name => name.endsWith('.xml'))
        .sort()
    } catch {
      // The folder is not there yet: nothing waits.
      return []
    }
  }

  #path(file: string): string {
    return join(this.#wawi.options.dropFolder ?? '.', file)
  }

  #signOfLife(): void {
    this.#wawi.db.run('update Worker.tStatus set dZeitstempelUtc = ?, nStatus = 1', this.#utcText())
  }

  /** JTL keeps only the last message per mandant, kind and target. */
  #writeError(one: Waiting, reason: string): void {
    this.#wawi.db.run(
      `insert into Worker.tErrorlog (kMandant, nAbgleichstyp, kZiel, dZeitstempelUtc, cMeldung) values (1, 1, 0, ?, ?)
       on conflict (kMandant, nAbgleichstyp, kZiel) do update set dZeitstempelUtc = excluded.dZeitstempelUtc, cMeldung = excluded.cMeldung`,
      this.#utcText(),
      `XML-Import ${one.source}: ${reason}`.slice(0, 4000),
    )
  }

  #utcText(): string {
    return new Date(this.#wawi.now()).toISOString().slice(0, 19)
  }
}

const queueSource = (key: number): string => `queue-${key}`

function refusal(error: unknown): string {
  if (error instanceof ImportRefused) return error.message
  // A value too long, or a constraint of the database: JTL logs the database's words.
  if (error instanceof Error && (error.name === 'TruncationError' || error.message.includes('constraint failed')))
    return error.message
  throw error
}
