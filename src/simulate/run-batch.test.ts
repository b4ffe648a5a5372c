import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { batchFigures, makePlan, type Plan, runBatch } from './index.ts'

// Twelve small shops: rounds as far apart as in production, and two hours in which everything goes wrong.
const plans = Array.from(
  { length: 12 },
  (_, at): Plan => ({ ...makePlan(String(at + 1), { orders: 8, faults: 'all' }), everyMs: 300_000 }),
)
const signal = new AbortController().signal
const environment = (timeZone: string) => ({ PATH: process.env.PATH ?? '', TZ: timeZone })

test('every promise holds in a dozen shops with crashes and faults, and ten of them take the same course elsewhere', async () => {
  const first = await runBatch({
    tasks: plans.map(plan => ({ plan })),
    jobs: 2,
    signal,
    environment: environment('Pacific/Chatham'),
  })
  expect(first.flatMap(({ seed, outcome }) => outcome.violations.map(found => ({ seed, ...found })))).toEqual([])
  const figures = batchFigures(first, 'none')
  expect(figures.seeds).toBe(plans.length)
  expect(figures.effects).toBeGreaterThan(plans.length)
  expect(figures.crashPoints.fired).toBeGreaterThan(plans.length / 2)
  // Another process, another time zone, another order: only the plan decides.
  const again = await runBatch({
    tasks: plans
      .slice(0, 10)
      .map(plan => ({ plan }))
      .reverse(),
    jobs: 2,
    signal,
    environment: environment('America/Los_Angeles'),
  })
  const digests = new Map(again.map(({ seed, outcome }) => [seed, outcome.digest]))
  expect(digests).toEqual(new Map(first.slice(0, 10).map(({ seed, outcome }) => [seed, outcome.digest])))
}, 300_000)

test('whoever asks the machine for time or chance during a run is told where', () => {
  const tripwire = new URL('./tripwire.ts', import.meta.url).href
  const script = `
    import { armTripwire } from ${JSON.stringify(tripwire)}
    import { randomUUID } from 'node:crypto'
    import { readFile } from 'node:fs/promises'
    const seen = []
    const tripwire = armTripwire()
    const askedHere = ask => { try { ask(); seen.push('nothing') } catch (error) { seen.push(error.stack.includes('askedHere')) } }
    for (const ask of [() => Date.now(), () => new Date(), Math.random, () => setTimeout(() => {}), () => performance.now(),
      () => AbortSignal.timeout(1), randomUUID, () => crypto.randomUUID(), () => readFile('x')]) askedHere(ask)
    const taken = new Date(0).toISOString()
    const { touched } = tripwire
    tripwire[Symbol.dispose]()
    console.log(JSON.stringify({ seen, touched: touched.length, taken, after: Date.now() > 0 }))`
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  expect(JSON.parse(out)).toEqual({
    seen: Array.from({ length: 9 }, () => true),
    touched: 9,
    taken: '1970-01-01T00:00:00.000Z',
    after: true,
  })
})

test('a batch that is stopped gives back what was done', async () => {
  const stop = new AbortController()
  const [plan] = plans
  if (!plan) throw new Error('there is no plan')
  const replies = await runBatch({
    tasks: [{ plan: { ...plan, faults: [] } }, { plan }],
    jobs: 1,
    signal: stop.signal,
    onReply: () => stop.abort(),
  })
  expect(replies.map(reply => reply.seed)).toEqual([plan.seed])
}, 60_000)
