import websocket from '@fastify/websocket'
import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Clock, Log } from '../../lib/index.ts'
import type { Caller } from '../../people/index.ts'
import type { RunFeed } from '../../runs/index.ts'
import type { Language } from '../../texts/index.ts'
import type { Api } from '../api.ts'
import { maySee } from '../caller.ts'
import { liveQuerySchema } from '../contract/live-contract.ts'
import { notFound, ProblemError } from '../problem.ts'
import { LiveSockets } from './live-sockets.ts'
import { eventTopic, lineTopic } from './live-topic.ts'

/** More than any message of ours needs. */
const maxPayload = 16 * 1024

export interface LiveParts {
  readonly feed: RunFeed
  readonly clock: Clock
  readonly log: Log
  /** Who asks; undefined: nobody. The guard of the service has answered it before. */
  authenticate(request: FastifyRequest): Caller | undefined | Promise<Caller | undefined>
  isStillValid(caller: Caller): Promise<boolean>
  /** Somebody lost rights; returns how to stop listening. */
  onRevoked(listener: () => void): () => void
  /** Is the page that opens the socket one of ours? Cookies ignore origins, so this is what guards. */
  isOwnOrigin(origin: string, request: FastifyRequest): boolean
  languageOf(request: FastifyRequest): Language
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who opened the socket: asked at the upgrade. */
    liveCaller: Caller | undefined
  }
}

/** `WS /ws/logs` and `WS /ws/jobs`: what runs say and do, live, resumed after a cut. */
export async function registerLive(app: Api, parts: LiveParts): Promise<void> {
  const sockets = new LiveSockets(parts)
  await app.register(websocket, {
    options: { maxPayload, perMessageDeflate: false },
    // What the other side did to the connection: its number says enough, and it is closed.
    errorHandler: (_error, socket) => socket.terminate(),
    preClose(done) {
      sockets.closeAll()
      this.websocketServer.close(() => done())
    },
  })
  app.decorateRequest('liveCaller', undefined)
  for (const [url, topic] of [
    ['/ws/logs', lineTopic(parts.feed.lines)],
    ['/ws/jobs', eventTopic(parts.feed.events)],
  ] as const)
    app.get(
      url,
      {
        websocket: true,
        schema: { querystring: liveQuerySchema },
        preHandler: async request => {
          const caller = await parts.authenticate(request)
          if (!caller) throw new ProblemError(401, 'api.not-signed-in')
          demandOwnPage(request, caller, parts)
          const { mall } = request.query
          if (mall !== undefined && !maySee(caller, mall)) throw notFound()
          if (sockets.isFull(caller)) throw new ProblemError(429, 'api.too-many', { retryAfterSeconds: 60 })
          request.liveCaller = caller
        },
      },
      (socket: WebSocket, request) => {
        const { liveCaller: caller } = request
        if (caller) sockets.add({ socket, caller, topic, language: parts.languageOf(request), wish: request.query })
      },
    )
}

/** A browser sends the cookie from any page, and always the page's origin. A program with a key sends neither. */
function demandOwnPage(request: FastifyRequest, caller: Caller, parts: LiveParts): void {
  const { origin } = request.headers
  if (caller.kind === 'key' && origin === undefined) return
  if (origin === undefined || !parts.isOwnOrigin(origin, request)) throw new ProblemError(403, 'api.foreign-page')
}
