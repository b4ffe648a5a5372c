import { PgBoss } from 'pg-boss'
import { mallId, type Secret } from '../lib/index.ts'
import { type Turn, turnName } from './job.ts'
import { runsAtOnce, type TurnWork, triesBeforeTold, type Waker } from './waker.ts'

export interface PgBossWakerOptions {
  /** Of our own PostgreSQL database; pg-boss keeps its tables in a schema of its own. */
  readonly url: Secret
  readonly atOnce?: number
  /** How long a wake-up whose work threw waits at first and at most; 2 and 60 seconds when absent. */
  readonly retrySeconds?: { readonly first: number; readonly most: number }
  /** What pg-boss could not do in the background, for the log. It goes on by itself. */
  readonly onFault?: (error: unknown) => void
}

const schema = 'wakeups'
const turns = 'turns'
const dead = 'turns-dead'

interface Wakeup {
  readonly flow: string
  readonly mall: string
}

/**
 * Wakes turns in whichever process has room, over PostgreSQL: one queued and one active wake-up per flow and mall
 * (`stately`), heartbeats so that those of a killed worker go to another one, retry with back-off, then dead letters.
 */
export class PgBossWaker implements Waker {
  readonly #boss: PgBoss
  readonly #atOnce: number
  readonly #retrySeconds: { readonly first: number; readonly most: number }
  #started: Promise<void> | undefined

  constructor({ url, atOnce = runsAtOnce, retrySeconds = { first: 2, most: 60 }, onFault }: PgBossWakerOptions) {
    this.#atOnce = atOnce
    this.#retrySeconds = retrySeconds
    this.#boss = new PgBoss({
      connectionString: url.reveal('open PostgreSQL for pg-boss'),
      application_name: 'kontor',
      schema,
      // One listens, the others fetch and settle.
      max: 4,
      // Times stand in our job table: intervals in seconds, zones per job, missed ones once, on SQLite as well.
      schedule: false,
      useListenNotify: true,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
      openTelemetry: { enabled: false },
    })
    this.#boss.on('error', error => onFault?.(error))
  }

  async poke({ flow, mall }: Turn): Promise<void> {
    await this.#start()
    const wakeup: Wakeup = { flow, mall }
    await this.#boss.send(turns, wakeup, { singletonKey: turnName({ flow, mall }) })
  }

  async serve({ work, givenUp }: TurnWork, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await this.#start()
    const polling = { pollingIntervalSeconds: 2, batchSize: 1 }
    await this.#boss.work<Wakeup>(
      turns,
      { ...polling, localConcurrency: this.#atOnce, heartbeatRefreshSeconds: 3 },
      async jobs => {
        for (const { data } of jobs) if (!signal.aborted) await work(turnOf(data))
      },
    )
    await this.#boss.work<Wakeup>(dead, polling, async jobs => {
      for (const { data } of jobs) await givenUp(turnOf(data))
    })
    if (!signal.aborted)
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    await this.#boss.offWork(turns, { wait: true })
    await this.#boss.offWork(dead, { wait: true })
  }

  #start(): Promise<void> {
    this.#started ??= this.#open()
    return this.#started
  }

  async #open(): Promise<void> {
    try {
      await this.#boss.start()
      await this.#boss.createQueue(dead, { policy: 'stately', deleteAfterSeconds: 3600 })
      await this.#boss.createQueue(turns, {
        policy: 'stately',
        notify: true,
        deadLetter: dead,
        retryLimit: triesBeforeTold - 1,
        retryDelay: this.#retrySeconds.first,
        retryBackoff: true,
        retryDelayMax: this.#retrySeconds.most,
        // A killed worker is noticed by its heartbeat; a run has its own time limit.
        heartbeatSeconds: 10,
        expireInSeconds: 86_400,
        // Nobody serves it: what is due is found in the tables again.
        retentionSeconds: 3600,
        deleteAfterSeconds: 3600,
      })
    } catch (error) {
      this.#started = undefined // the next poke tries again
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#started === undefined) return
    await this.#started.catch(() => {})
    await this.#boss.stop({ graceful: true, timeout: 1000, close: true })
  }
}

const turnOf = ({ flow, mall }: Wakeup): Turn => ({ flow, mall: mallId(mall) })
