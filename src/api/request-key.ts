import type { FastifyRequest } from 'fastify'
import type { Clock } from '../lib/index.ts'
import { callerOf } from './caller.ts'
import { conflict } from './problem.ts'

const keptMs = 10 * 60_000
const mostKept = 2000

interface Kept {
  readonly at: number
  readonly body: string
  readonly request: FastifyRequest
  readonly answer: Promise<unknown>
}

/**
 * A double click, a second tab and a repeat after a cut line carry the same `x-request-key`: within ten minutes they get the
 * first answer, and nothing is done twice. In memory: after a restart the effect's own journal is what prevents doubles.
 */
export class RequestKeys {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async once<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
    const given = request.headers['x-request-key']
    if (typeof given !== 'string' || given === '') return work()
    this.#forget()
    const key = `${callerOf(request).id} ${request.method} ${request.url} ${given.slice(0, 200)}`
    const body = JSON.stringify(request.body ?? null)
    const known = this.#kept.get(key)
    if (known) {
      if (known.body !== body) throw conflict('api.request-key-used')
      const answer = await known.answer
      request.deedNote = known.request.deedNote
      return answer as T // the same endpoint gave it: the address is part of the key
    }
    const answer = work()
    this.#kept.set(key, { at: this.#clock.now(), body, request, answer })
    try {
      return await answer
    } catch (error) {
      // A refusal did nothing: the same click may succeed once the cause is mended.
      this.#kept.delete(key)
      throw error
    }
  }

  #forget(): void {
    const before = this.#clock.now() - keptMs
    for (const [key, { at }] of this.#kept)
      if (at < before || this.#kept.size > mostKept) this.#kept.delete(key)
      else break
  }
}
