import type { FastifyRequest } from 'fastify'
import { type MallId, mallId } from '../lib/index.ts'
import type { Caller } from '../people/index.ts'
import { notFound, ProblemError } from './problem.ts'

/** The caller of an endpoint that is not public: its guard let nobody else through. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new ProblemError(401, 'api.not-signed-in')
  return request.caller
}

export const maySee = (caller: Caller, mall: string): boolean =>
  caller.malls === 'all' || caller.malls.some(id => id === mall)

/** The malls a list is about: the one asked for, else all the caller may see (undefined: every mall). A foreign one is 404. */
export function mallsOf(request: FastifyRequest, asked?: string): readonly MallId[] | undefined {
  const caller = callerOf(request)
  if (asked === undefined) return caller.malls === 'all' ? undefined : caller.malls
  if (!maySee(caller, asked)) throw notFound()
  return [mallId(asked)]
}

/** One mall by its name in the address; one that is not the caller's is as if it were not there. */
export function mallOf(request: FastifyRequest, asked: string): MallId {
  if (!maySee(callerOf(request), asked)) throw notFound()
  return mallId(asked)
}

/** Settings of the whole installation are not for those who see some malls only. */
export function demandAllMalls(request: FastifyRequest): void {
  if (callerOf(request).malls !== 'all') throw new ProblemError(403, 'api.not-for-some-malls')
}
