import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { People } from '../people/index.ts'
import type { Language } from '../texts/index.ts'
import { type Access, demandAccess } from './access.ts'
import { accessTable } from './access-table.ts'
import { maySee } from './caller.ts'
import { notFound, ProblemError } from './problem.ts'

export interface GuardParts {
  readonly people: Pick<People, 'authenticate'>
  readonly config: Pick<Config, 'publicUrl' | 'language'>
}

/** Every request passes here first: whose host, who asks, may they, and from our own pages. Default: no. */
export function guard(app: FastifyInstance, { people, config }: GuardParts): void {
  app.decorateRequest('caller', undefined)
  app.decorateRequest('language', 'en')
  app.decorateRequest('access', undefined)
  app.decorateRequest('deedNote', undefined)

  app.addHook('onRoute', route => {
    for (const method of [route.method].flat())
      if (!Object.hasOwn(accessTable, `${method} ${route.url}`))
        throw new Error(`access-table.ts says nothing about ${method} ${route.url}`)
  })

  app.addHook('onRequest', async request => {
    request.language = languageOf(request, config.language)
    demandHost(request, config.publicUrl)
    const access = accessOf(request)
    request.access = access
    request.caller = await people.authenticate(webHeaders(request), request.ip)
    if (changesSomething(request)) demandOwnPage(request, config.publicUrl)
    if (access?.role === 'public') return
    if (request.caller?.language) request.language = request.caller.language
    // Nobody learns which addresses there are before they are known.
    if (access === undefined) {
      if (!request.caller) throw new ProblemError(401, 'api.not-signed-in')
      return
    }
    demandAccess(access, request.caller)
  })

  app.addHook('preHandler', async request => {
    const { params, caller } = request
    const mall = typeof params === 'object' && params !== null && 'mall' in params ? params.mall : undefined
    if (caller && typeof mall === 'string' && !maySee(caller, mall)) throw notFound()
  })
}

/** The row of the route that matched; undefined when none did. */
function accessOf(request: FastifyRequest): Access | undefined {
  const { url } = request.routeOptions
  return url === undefined ? undefined : accessTable[`${request.method} ${url}`]
}

const changesSomething = ({ method }: FastifyRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]']

/** Our own names, without the port: another page may have its name point to us (DNS rebinding). */
const ownHosts = (publicUrl: string | undefined): readonly string[] =>
  publicUrl === undefined ? loopbackHosts : [...loopbackHosts, new URL(publicUrl).hostname]

/** The header itself: `request.host` is the sender's X-Forwarded-Host behind a trusted proxy. */
function demandHost(request: FastifyRequest, publicUrl: string | undefined): void {
  const host = request.headers.host?.replace(/:\d+$/, '').toLowerCase()
  if (host === undefined || !ownHosts(publicUrl).includes(host)) throw new ProblemError(421, 'api.wrong-host')
}

/** A cookie is sent by any page that makes the browser ask; an API key is not. JSON only, and from our own origin. */
function demandOwnPage(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.caller?.kind === 'key') return
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isOwn = origin !== undefined && isOwnOrigin(origin, request.headers.host, publicUrl)
  if (!isOwn || (site !== undefined && site !== 'same-origin')) throw new ProblemError(403, 'api.foreign-page')
}

/** The public address, or the loopback address that was asked, port included. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host: originHost, hostname } = new URL(origin)
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  return protocol === 'http:' && loopbackHosts.includes(hostname) && originHost === host?.toLowerCase()
}

function languageOf(request: FastifyRequest, fallback: Language): Language {
  const wanted = request.headers['accept-language']?.slice(0, 2).toLowerCase()
  return wanted === 'de' || wanted === 'en' ? wanted : fallback
}

export function webHeaders({ headers }: FastifyRequest): Headers {
  const found = new Headers()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) found.set(name, Array.isArray(value) ? value.join(', ') : value)
  return found
}
