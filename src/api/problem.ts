import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeText } from '../code-text.ts'
import { ConnectorError } from '../lib/index.ts'
import type { Language } from '../texts/index.ts'
import type { Problem, WrongField } from './contract/problem-contract.ts'

/** An answer that is not the one hoped for, thrown by a route or a guard: status, our code and what fills its sentence. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly fields: readonly WrongField[]
  /** Seconds until another try makes sense. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    code: string,
    more: {
      readonly params?: Readonly<Record<string, string | number>>
      readonly fields?: readonly WrongField[]
      readonly retryAfterSeconds?: number
    } = {},
  ) {
    super(code)
    this.status = status
    this.code = code
    this.params = more.params ?? {}
    this.fields = more.fields ?? []
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}

/** The same for “is not there” and “is not yours”, so that nobody learns the numbers of other shops. */
export const notFound = (): ProblemError => new ProblemError(404, 'api.not-found')

/** A wish that cannot be followed as things are: 409, with our code. */
export const conflict = (code: string, params: Readonly<Record<string, string | number>> = {}): ProblemError =>
  new ProblemError(409, code, { params })

/** Values that are well-formed and still wrong: 422, each with its place and what is wrong. */
export const wrongFields = (fields: readonly WrongField[]): ProblemError =>
  new ProblemError(422, 'api.invalid', { fields })

/** What the product throws is answered by what it is about. A code that is not here is a fault of ours: 500. */
const statusOfCode: Readonly<Record<string, number>> = {
  'accounts.mall-unknown': 404,
  'accounts.secrets-missing': 409,
  'already-running': 409,
  'schedule-invalid': 422,
}

function statusOf(error: ConnectorError): number {
  const known = statusOfCode[error.code]
  if (known !== undefined) return known
  if (error.code.startsWith('state.')) return 503
  if (error.code.startsWith('temu.') || error.code.startsWith('jtl.')) return 502
  return 500
}

/** Any error as a problem: ours with its code, everything else as `api.internal`, which says nothing about the inside. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof ConnectorError) {
    const more = error.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) }
    return new ProblemError(statusOf(error), error.code, { params: error.params, ...more })
  }
  return new ProblemError(500, 'api.internal')
}

/** The document of RFC 9457 in the reader's language. */
function problemDocument(problem: ProblemError, language: Language, requestId: string): Problem {
  const { title, cure } = codeText(problem.code, language, problem.params)
  return {
    type: `about:blank#${problem.code}`,
    title,
    status: problem.status,
    code: problem.code,
    ...(cure === undefined ? {} : { cure }),
    ...(problem.fields.length === 0 ? {} : { fields: [...problem.fields] }),
    requestId,
  }
}

/** Sends it. The text is made here: an error needs no serialiser that could fail as well. */
// A request that Fastify refuses before its hooks has no language yet, and perhaps no number.
export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: ProblemError): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemDocument(problem, request.language ?? 'en', request.id ?? '')))
}
