import type { Kontor } from '../compose.ts'
import type { Jobs } from '../jobs/index.ts'
import { randomId } from '../lib/index.ts'
import { hasPeople, openPeople } from '../people/index.ts'
import { openRunFeed } from '../runs/index.ts'
import type { State } from '../state/index.ts'
import { serve } from './serve.ts'
import { createServer } from './server.ts'

export interface ServiceOptions {
  readonly kontor: Kontor
  readonly jobs: Jobs
  readonly version: string
  readonly isSandbox: boolean
  /** From one address; 3000 when absent. */
  readonly requestsPerMinute?: number
}

/** The service, listening. */
export interface Service extends AsyncDisposable {
  /** The address people use. */
  readonly url: string
}

/** Opens the doors for people and programs. Throws what `serve` throws; then nothing is left open. */
export async function openService({ kontor, jobs, ...settings }: ServiceOptions): Promise<Service> {
  const { state, clock, random, config, log } = kontor
  let url = ''
  await using opened = new AsyncDisposableStack()
  const feed = opened.use(openRunFeed({ state, clock, onFault: error => log.fault('feed-failed', error) }))
  opened.defer(kontor.onRunEvent(() => feed.poke()))
  const people = opened.use(
    await openPeople({
      state,
      clock,
      random,
      publicUrl: config.publicUrl,
      address: () => url,
      installation: await installationId(state, random, clock.now()),
      onFault: error => log.fault('people-failed', error),
    }),
  )
  const app = await createServer({ kontor, people, jobs, feed, ...settings })
  opened.defer(() => app.close())
  url = await serve(app, config, () => hasPeople(state))
  log.info('service-listens', { url })
  const parts = opened.move()
  return {
    url,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** Tells this installation's cookies from those of another Kontor on the same machine; the same for all its processes. */
async function installationId(state: State, random: Kontor['random'], now: number): Promise<string> {
  const name = 'installation'
  return state.transaction(async tx => {
    await tx
      .insertInto('setting')
      .values({ name, value: JSON.stringify(randomId(random).slice(0, 8)), updated_at: now })
      .onConflict(conflict => conflict.column('name').doNothing())
      .execute()
    const row = await tx.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirstOrThrow()
    return JSON.parse(row.value) as string // written just above
  })
}
