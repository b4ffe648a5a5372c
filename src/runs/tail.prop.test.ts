import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../lib/index.ts'
import { Tail, type TailSource } from './tail.ts'

/** More naps than any order of events needs: who still waits then was forgotten. */
const manyNaps = 300

test('whoever follows sees every row once and in order, however readings, writings and comings fall', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 3 }),
      async (scheduler, bites, afters) => {
        let last = 4
        const total = last + bites.reduce((sum, bite) => sum + bite, 0)
        const idsFrom = (after: number, to: number) =>
          Array.from({ length: Math.max(0, to - after) }, (_, at) => ({ id: after + 1 + at }))
        // A reading shows what is there at some moment between its question and its answer.
        const reading = async <T>(name: string, look: () => T): Promise<T> => {
          await scheduler.schedule(Promise.resolve(), `${name} asked`)
          return scheduler.schedule(Promise.resolve(look()), `${name} answered`)
        }
        const source: TailSource<{ readonly id: number }> = {
          lastId: () => reading('last', () => last),
          page: (after, _filter, limit) =>
            reading('page', () => {
              const upTo = Math.max(after, Math.min(last, after + Math.min(limit, 3)))
              return { entries: idsFrom(after, upTo), upTo, isEnd: upTo >= last }
            }),
          matches: () => true,
        }
        const stop = new AbortController()
        let naps = 0
        const sleep = async (): Promise<void> => {
          if (++naps > manyNaps) stop.abort()
          await scheduler.schedule(Promise.resolve(), 'nap')
        }
        const tail = new Tail(source, { clock: { ...systemClock, sleep }, pollMs: 1, onFault: () => {} })

        const follow = async (after: number): Promise<readonly number[]> => {
          const own = new AbortController()
          const seen: number[] = []
          await scheduler.schedule(Promise.resolve(), 'comes')
          if (after >= total) return seen
          for await (const batch of tail.follow(after, {}, AbortSignal.any([own.signal, stop.signal]))) {
            seen.push(...batch.entries.map(entry => entry.id))
            if (batch.upTo >= total) own.abort()
          }
          return seen
        }
        const write = async (): Promise<void> => {
          for (const bite of bites) {
            await scheduler.schedule(Promise.resolve(), 'write')
            last += bite
            if (bite % 2 === 0) tail.poke()
          }
        }
        const all = Promise.all([write(), ...afters.map(follow)])
        const [, ...seen] = await scheduler.waitFor(all)
        expect(seen).toEqual(afters.map(after => idsFrom(after, total).map(row => row.id)))
      },
    ),
    { numRuns: 300 },
  )
})
