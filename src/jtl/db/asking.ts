import type { Clock, Random } from '../../lib/index.ts'
import type { CallOptions, JtlFacts } from '../jtl.ts'
import { type JtlError, jtlErrorFrom } from '../jtl-errors.ts'
import { offsetMs } from '../local-time.ts'
import * as master from './master-queries.ts'
import type { Ask, JtlDatabase, Seam } from './seam.ts'
import { createSqliteSeam } from './seam-sqlite.ts'
import { createSqlServerSeam } from './seam-sqlserver.ts'
import { findShape } from './shape.ts'

export interface AskingOptions {
  readonly db: JtlDatabase
  readonly kind: 'sqlserver' | 'sqlite'
  readonly clock: Clock
  readonly random: Random
  readonly timeZone: string
  /** SQL Server's number of the last refused login. */
  loginNumber(): number | undefined
}

/** A database whose shape is known. */
export interface ReadyAsk extends Ask {
  readonly facts: JtlFacts
}

type ExecuteOptions = CallOptions & { readonly inflightQueryAbortStrategy?: 'cancel query' }

/** How questions are asked: shape first, reads repeated after a deadlock, the driver's errors as ours. */
export class Asking {
  readonly #options: AskingOptions
  #ready: Promise<ReadyAsk> | undefined

  constructor(options: AskingOptions) {
    this.#options = options
  }

  /** Looks again, even when the shape is known. */
  async inspect(options: CallOptions): Promise<JtlFacts> {
    this.#ready = undefined
    return (await this.#prepare(options)).facts
  }

  /** A read: repeated when JTL went first, and once when the connection was lost. Has no effect, whatever happens. */
  async read<Result>(
    doing: string,
    options: CallOptions,
    query: (ask: ReadyAsk, options: ExecuteOptions) => Promise<Result>,
  ): Promise<Result> {
    const ask = await this.#prepare(options)
    return this.#repeated(doing, options, execute => query(ask, execute))
  }

  /** The write: never repeated here. Once begun it is not aborted: a stopped client would not know what happened. */
  async write<Result>(
    doing: string,
    options: CallOptions,
    statement: (ask: ReadyAsk) => Promise<Result>,
  ): Promise<Result> {
    const ask = await this.#prepare(options)
    options.signal?.throwIfAborted()
    try {
      return await statement(ask)
    } catch (error) {
      throw this.#noted(jtlErrorFrom(error, doing, { isRead: false, loginNumber: this.#options.loginNumber() }))
    }
  }

  async #prepare({ signal }: CallOptions): Promise<ReadyAsk> {
    signal?.throwIfAborted()
    if (!this.#ready) {
      // Several questions at once share the look, so none of their signals may end it; a failed one is not kept.
      const look = this.#look()
      this.#ready = look
      look.catch(() => {
        if (this.#ready === look) this.#ready = undefined
      })
    }
    return signal ? untilAborted(this.#ready, signal) : this.#ready
  }

  async #look(): Promise<ReadyAsk> {
    const { db, kind, clock, timeZone } = this.#options
    const plain = kind === 'sqlite' ? createSqliteSeam({ clock, timeZone }) : createSqlServerSeam('values')
    return this.#repeated('Looking at the database of JTL', {}, async execute => {
      const server = await plain.serverFacts(db, execute)
      const ask: Ask = { db, seam: seamFor(plain, server.compatibilityLevel) }
      const { shape, missing } = await findShape(ask, server.hasOldOrderTable, execute)
      const version = await master.wawiVersion(ask).execute(execute)
      const expected = offsetMs(clock.now(), timeZone) / 60_000
      const facts: JtlFacts = {
        database: server.database,
        serverVersion: server.serverVersion,
        wawiVersion: version[0]?.cVersion ?? '',
        shape,
        identity: server.identity,
        hasQueue: !missing.some(one => one.without === 'queue'),
        hasOversell: !missing.some(one => one.without === 'oversell'),
        utcOffsetMinutes: server.utcOffsetMinutes,
        isZoneWrong: server.utcOffsetMinutes !== expected,
        compatibilityLevel: server.compatibilityLevel,
        isSnapshotOn: server.isSnapshotOn,
        missing,
      }
      return { ...ask, facts }
    })
  }

  async #repeated<Result>(
    doing: string,
    options: CallOptions,
    query: (execute: ExecuteOptions) => Promise<Result>,
  ): Promise<Result> {
    const execute: ExecuteOptions =
      this.#options.kind === 'sqlserver' ? { ...options, inflightQueryAbortStrategy: 'cancel query' } : options
    for (let attempt = 1; ; attempt++) {
      try {
        return await query(execute)
      } catch (error) {
        options.signal?.throwIfAborted()
        const fault = jtlErrorFrom(error, doing, { isRead: true, loginNumber: this.#options.loginNumber() })
        const tries = triesAfter[fault.code] ?? 1
        if (attempt >= tries) throw this.#noted(fault)
        await this.#options.clock.sleep(200 + 800 * this.#options.random.fraction(), options.signal)
      }
    }
  }

  /** A table or column gone, or a grant: JTL was updated, so the shape is looked at again before the next question. */
  #noted(fault: JtlError): JtlError {
    if (fault.code === 'jtl.object-missing' || fault.code === 'jtl.permission') this.#ready = undefined
    return fault
  }
}

async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const triesAfter: Readonly<Record<string, number>> = { 'jtl.deadlock': 4, 'jtl.locked': 4, 'jtl.connection-lost': 2 }

const seamFor = (plain: Seam, compatibilityLevel: number | null): Seam =>
  compatibilityLevel !== null && compatibilityLevel >= 130 ? createSqlServerSeam('json') : plain

/** Distinct values in pieces that fit into one statement, one after the other (JTL's users come first). */
export async function inPieces<Value, Row>(
  values: Iterable<Value>,
  size: number,
  query: (piece: readonly Value[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const distinct = [...new Set(values)]
  const rows: Row[] = []
  for (let at = 0; at < distinct.length; at += size) {
    for (const row of await query(distinct.slice(at, at + size))) rows.push(row)
  }
  return rows
}
