import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/lib/index.ts'
import type { RunningPostgres } from '../../test/support/postgres.ts'
import { type Judged, openTorturedShop, type ShopOptions } from './shop.ts'

export interface PostgresOptions extends Omit<ShopOptions, 'orders' | 'skus' | 'spanMs' | 'postgresUrl'> {
  readonly server: RunningPostgres
  readonly postgresUrl: string
  /** How often the server is stopped; every other time as in a crash. */
  readonly stops: number
  readonly patienceMs: number
  readonly say: (line: string) => void
}

export interface PostgresReport {
  readonly judged: Judged
  readonly fast: number
  readonly immediate: number
  /** The program ended itself while its database was away. */
  readonly ended: number
  readonly seconds: number
}

/** PostgreSQL is stopped under load and started again, while one life of the program goes on. */
export async function stopPostgresAgainAndAgain(options: PostgresOptions): Promise<PostgresReport> {
  const { server, stops, seed, say } = options
  const began = performance.now()
  const random = seededRandom(`${seed}/stops`)
  const sizes = { orders: Math.max(20, stops * 6), skus: 40, spanMs: stops * 6000 }
  await using shop = await openTorturedShop({ ...options, ...sizes })
  let child = await shop.start()
  await shop.untilItWorks(child)
  const done = { fast: 0, immediate: 0 }
  let ended = 0
  for (let n = 0; n < stops; n++) {
    await sleep(1000 + random.fraction() * 3000)
    const how = n % 2 === 0 ? 'fast' : 'immediate'
    await server.restart(how, () => sleep(500 + random.fraction() * 1500))
    done[how]++
    await sleep(500)
    if (child.isGone) {
      say(`  the program ended: ${child.text().slice(-500)}`)
      ended++
      child = await shop.start()
    }
    await shop.untilItWorks(child)
    say(`  ${how} stop ${n + 1}, ${(await shop.outside()).placed} orders placed`)
  }
  child.stop('SIGTERM')
  await child.ended
  const judged = await shop.settle(options.patienceMs)
  return { judged, ...done, ended, seconds: Math.round((performance.now() - began) / 1000) }
}
