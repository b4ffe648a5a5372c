import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyError } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { randomId } from '../lib/index.ts'
import type { Api, ApiParts } from './api.ts'
import { contentSecurityPolicy } from './content-security.ts'
import type { WrongField } from './contract/problem-contract.ts'
import { noteDeeds } from './deeds.ts'
import { guard } from './guard.ts'
import { describeApi } from './openapi.ts'
import { notFound, ProblemError, problemOf, sendProblem } from './problem.ts'
import { registerRoutes } from './routes.ts'

/** Enough for every request but the upload of a listing table, which says its own. */
const bodyLimit = 256 * 1024
/** Requests per minute from one address. A dashboard with its lists needs some dozens. */
const requestsPerMinute = 3000

/**
 * The service, not listening yet: `app.listen` or, in tests, `app.inject`. Every answer is checked against the schema that
 * describes it; every refusal is a problem document.
 */
export async function createServer(parts: ApiParts): Promise<Api> {
  const { kontor, people } = parts
  const { config, random, log } = kontor
  const app = Fastify({
    bodyLimit,
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    genReqId: () => randomId(random),
    // Slow senders hold a socket, not the service.
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 30_000,
    http: { headersTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true },
    ajv: { customOptions: { coerceTypes: false } },
    frameworkErrors: (error, request, reply) => void sendProblem(reply, request, problemOfFastify(error)),
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOfFastify(error)
    if (problem.status >= 500 && problem.code === 'api.internal')
      log.fault('api.internal', error, { request: request.id })
    return sendProblem(reply, request, problem)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(reply, request, notFound()))

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    strictTransportSecurity: config.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  })
  guard(app, { people, config })
  refuseUnasked(app)
  await app.register(rateLimit, {
    max: parts.requestsPerMinute ?? requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: request => request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new ProblemError(429, 'api.too-many', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  })
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store')
  })
  noteDeeds(app, kontor)
  await describeApi(app)
  await registerRoutes(app, parts)
  await app.ready()
  return app
}

/** What an endpoint does not take is refused, not ignored: whoever sent it meant something by it. */
function refuseUnasked(app: Api): void {
  app.addHook('onRoute', route => {
    const { schema } = route
    if (!schema || schema.hide === true) return
    schema.querystring ??= z.strictObject({})
    if (route.method !== 'GET' && !route.url.endsWith('/*')) schema.body ??= z.strictObject({}).nullish()
  })
}

/** Fastify's own refusals in our words. Foreign texts quote what was sent, so only their place and kind are kept. */
function problemOfFastify(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body')
    return new ProblemError(400, 'api.invalid', {
      fields: error.validation.slice(0, 20).map(each => wrongField(where, each)),
    })
  }
  const byCode = ownWords[error.code]
  if (byCode) return new ProblemError(byCode.status, byCode.code)
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? new ProblemError(status, 'api.invalid') : problemOf(error)
}

const ownWords: Readonly<Record<string, { readonly status: number; readonly code: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'api.too-large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'api.json-only' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'api.no-json' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'api.no-json' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, code: 'api.no-json' },
  FST_ERR_BAD_URL: { status: 400, code: 'api.invalid' },
  FST_ERR_ASYNC_CONSTRAINT: { status: 400, code: 'api.invalid' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, code: 'api.not-found' },
}

interface ZodIssue {
  readonly instancePath: string
  readonly message?: string
}

/** `/limit` of the query string → `query.limit`. The names are ours or the sender's, so control characters are cut. */
const wrongField = (where: string, issue: ZodIssue): WrongField => ({
  path: printable(`${where}${issue.instancePath.replaceAll('/', '.')}`),
  problem: printable(issue.message ?? 'is wrong'),
})

const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200)
