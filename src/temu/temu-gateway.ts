import { type Dispatcher, Pool } from 'undici'
import type { Clock } from '../lib/index.ts'

/** TEMU's routers by region of the app (documented); the setting is the full URL. */
export const regionGateways = {
  eu: 'https://openapi-b-eu.temu.com/openapi/router',
  us: 'https://openapi-b-us.temu.com/openapi/router',
  global: 'https://openapi-b-global.temu.com/openapi/router',
} as const

export interface GatewaySettings {
  /** Full router URL. */
  readonly endpoint: string
  readonly clock: Clock
  /** Replaces the connection pool: the simulation brings its own. It is not closed by us. */
  readonly dispatcher?: Dispatcher | undefined
  /** Connections at most; default 16. */
  readonly connections?: number | undefined
}

export interface Reply {
  readonly status: number
  readonly text: string
  /** `Retry-After`, when it was sent in seconds. */
  readonly retryAfterMs: number | undefined
}

/** The reply did not come, or not whole. */
export class GatewayFault extends Error {
  override readonly name = 'GatewayFault'
  /** `unreachable`: no connection, so nothing was sent. `lost`: it broke after that. `aborted`: by the signal. */
  readonly kind: 'unreachable' | 'lost' | 'aborted'
  constructor(kind: GatewayFault['kind'], what: string, cause: unknown) {
    super(what, { cause })
    this.kind = kind
  }
}

// Codes of Node and undici for "no connection was made"; every other fault may have come after the bytes had left.
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_CLOSED|UND_ERR_DESTROYED|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  // Several addresses tried and none reached: AggregateError holds one error for each.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}

const headers = { 'content-type': 'application/json', accept: 'application/json' } as const

/** One router. Posts a body, reads the whole reply, keeps what the Date header says about our clock. */
export class Gateway {
  readonly #clock: Clock
  readonly #dispatcher: Dispatcher
  readonly #ownPool: Pool | undefined
  readonly #origin: string
  readonly #path: string
  #clockOffsetMs: number | null = null

  constructor(settings: GatewaySettings) {
    const url = new URL(settings.endpoint)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError('The endpoint is not an http(s) URL')
    this.#clock = settings.clock
    this.#origin = url.origin
    this.#path = url.pathname + url.search
    if (settings.dispatcher) this.#dispatcher = settings.dispatcher
    else {
      this.#ownPool = new Pool(url.origin, {
        connections: settings.connections ?? 16,
        keepAliveTimeout: 30_000,
        // Deadlines are ours, by the Clock: undici's own timers would make two, and the simulation's time is virtual.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: 0 },
        maxResponseSize: 64 * 1024 * 1024,
      })
      this.#dispatcher = this.#ownPool
    }
  }

  /** TEMU's clock minus ours in ms, by the Date of the last reply; null before the first. */
  get clockOffsetMs(): number | null {
    return this.#clockOffsetMs
  }

  /** Throws GatewayFault. The body of every reply is read to its end, or the connection is given up. */
  async post(body: string, signal: AbortSignal): Promise<Reply> {
    const sentAt = this.#clock.now()
    try {
      const reply = await this.#dispatcher.request({
        origin: this.#origin,
        path: this.#path,
        method: 'POST',
        headers,
        body,
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      this.#measure(reply.headers.date, sentAt)
      const text = await reply.body.text()
      return { status: reply.statusCode, text, retryAfterMs: retryAfterMs(reply.headers['retry-after']) }
    } catch (cause) {
      if (signal.aborted) throw new GatewayFault('aborted', 'no complete answer before the deadline', cause)
      const code = codeOf(cause)
      throw beforeSending.test(code)
        ? new GatewayFault('unreachable', `no connection (${code})`, cause)
        : new GatewayFault('lost', `the connection broke${code === '' ? '' : ` (${code})`}`, cause)
    }
  }

  async close(): Promise<void> {
    await this.#ownPool?.close()
  }

  #measure(date: string | string[] | undefined, sentAt: number): void {
    if (typeof date !== 'string') return
    const theirs = Date.parse(date)
    if (!Number.isFinite(theirs)) return
    // The header names the second: its middle is the best guess, as the middle of the call is for ours.
    this.#clockOffsetMs = Math.round(theirs + 500 - (sentAt + this.#clock.now()) / 2)
  }
}

const retryAfterMs = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : undefined
