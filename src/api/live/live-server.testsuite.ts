import { type AddressInfo, connect, type Socket } from 'node:net'
import Fastify, { type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from '../../lib/index.ts'
import type { Caller } from '../../people/index.ts'
import type { RunFeed } from '../../runs/index.ts'
import { type ServerMessage, serverMessageSchema } from '../contract/live-contract.ts'
import { problemOf, sendProblem } from '../problem.ts'
import { type LiveParts, registerLive } from './register-live.ts'

export const viewer: Caller = { kind: 'person', id: 'p1', name: 'Anna', role: 'viewer', malls: 'all', isFresh: false }

export interface LiveServer extends AsyncDisposable {
  readonly port: number
  /** Ends every TCP connection as a cut cable does. */
  cut(): void
  /** What the server has written and nobody has taken. */
  waitingBytes(): number
  /** Who may come; changed by a test. */
  readonly people: { caller: Caller | undefined; isValid: boolean; revoke(): void }
  readonly faults: unknown[]
  open(path: string, headers?: Readonly<Record<string, string>>): LiveClient
}

/** The live part of the service alone, on loopback. */
export async function openLiveServer(feed: RunFeed, clock: Clock): Promise<LiveServer> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.decorateRequest('language', 'en')
  app.setErrorHandler((error, request, reply) => sendProblem(reply, request, problemOf(error)))
  const listeners = new Set<() => void>()
  const people: LiveServer['people'] = {
    caller: viewer,
    isValid: true,
    revoke: () => {
      people.isValid = false
      for (const listener of listeners) listener()
    },
  }
  const faults: unknown[] = []
  const own = (): string => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` // it listens
  const parts: LiveParts = {
    feed,
    clock,
    log: { info: () => {}, warn: () => {}, fault: (_code, error) => faults.push(error) },
    authenticate: () => people.caller,
    isStillValid: async () => people.isValid,
    onRevoked: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isOwnOrigin: (origin: string, _request: FastifyRequest) => origin === own(),
    languageOf: () => 'en',
  }
  await registerLive(app, parts)
  const sockets = new Set<Socket>()
  app.server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    port: (app.server.address() as AddressInfo).port, // it listens
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    waitingBytes: () => [...sockets].reduce((sum, socket) => sum + socket.writableLength, 0),
    people,
    faults,
    open: (path, headers = { origin: own() }) => new LiveClient(`${own().replace('http', 'ws')}${path}`, headers),
    [Symbol.asyncDispose]: async () => {
      await app.close()
    },
  }
}

/** A browser's socket: what it heard, and how it ended. Every message is checked against the contract. */
export class LiveClient {
  readonly heard: ServerMessage[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly #socket: WebSocket
  #news = Promise.withResolvers<void>()
  #isClosed = false

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#socket = new WebSocket(url, { headers })
    this.#socket.addEventListener('message', ({ data }) => {
      this.heard.push(serverMessageSchema.parse(JSON.parse(String(data))))
      this.#tell()
    })
    this.closed = new Promise(resolve =>
      this.#socket.addEventListener('close', ({ code, reason }) => {
        this.#isClosed = true
        this.#tell()
        resolve({ code, reason })
      }),
    )
    // A refused upgrade or a cut says so here, and then closes.
    this.#socket.addEventListener('error', () => {})
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
  }

  close(): void {
    this.#socket.close()
  }

  /** Until enough was heard, or the socket closed. */
  async until(isEnough: (heard: readonly ServerMessage[]) => boolean): Promise<void> {
    while (!isEnough(this.heard) && !this.#isClosed) await this.#news.promise
  }

  /** What `until` waits for may have changed without a message. */
  nudge(): void {
    this.#tell()
  }

  #tell(): void {
    const { resolve } = this.#news
    this.#news = Promise.withResolvers<void>()
    resolve()
  }
}

/** The answer to an upgrade over a bare connection, which a test then reads from as it likes, or not at all. */
export async function bareUpgrade(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly socket: Socket }> {
  const socket = connect(port, '127.0.0.1')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
      `sec-websocket-version: 13\r\nsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n${lines.join('')}\r\n`,
  )
  socket.on('error', () => {})
  const head = await new Promise<string>(resolve => socket.once('data', data => resolve(String(data))))
  socket.pause()
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), socket }
}
