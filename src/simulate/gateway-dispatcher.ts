import { Dispatcher, errors } from 'undici'
import type { GatewayReply, ServeResult, SimulatedTemu } from '../simulator/index.ts'
import type { Life } from './life.ts'
import type { VirtualTime } from './virtual-time.ts'

/** On average one way takes half of it. */
const latencyMs = 120

/** Answers undici's requests from the simulated gateway in this process: no socket, the same bytes, the same faults. */
export class GatewayDispatcher extends Dispatcher {
  readonly #temu: SimulatedTemu
  readonly #life: Life
  readonly #time: VirtualTime
  readonly #onRequest: (life: string) => void

  constructor(temu: SimulatedTemu, life: Life, time: VirtualTime, onRequest: (life: string) => void) {
    super()
    this.#onRequest = onRequest
    this.#temu = temu
    this.#life = life
    this.#time = time
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const exchange = new Exchange(handler)
    handler.onRequestStart?.(exchange, {})
    if (!exchange.aborted)
      this.#serve(options, exchange).then(
        result => exchange.answer(result),
        (error: unknown) => this.#time.fail(error),
      )
    return true
  }

  async #serve(options: Dispatcher.DispatchOptions, exchange: Exchange): Promise<ServeResult> {
    if (typeof options.body !== 'string' && !Buffer.isBuffer(options.body))
      throw new TypeError('The simulation takes a body as text or bytes only')
    const body = Buffer.from(options.body)
    const api = /"type":"([\w.]+)"/.exec(body.toString('latin1'))?.[1] ?? '?'
    return this.#life.port(`temu ${api}`, latencyMs, () => {
      // Given up before it left: a closed connection delivers nothing. A dead process gives nothing up.
      if (exchange.aborted) return 'hang'
      this.#onRequest(this.#life.name)
      return this.#temu.serve({ method: options.method, path: options.path, headers: headersOf(options.headers), body })
    })
  }

  override async close(): Promise<void> {}
  override async destroy(): Promise<void> {}
}

function headersOf(headers: Dispatcher.DispatchOptions['headers']): Record<string, string> {
  const found: Record<string, string> = {}
  if (headers && !Array.isArray(headers) && !(Symbol.iterator in headers))
    for (const [name, value] of Object.entries(headers))
      if (value !== undefined) found[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  return found
}

/** One request and its reply, as a connection would drive undici's handler. */
class Exchange implements Dispatcher.DispatchController {
  aborted = false
  paused = false
  reason: Error | null = null
  readonly #handler: Dispatcher.DispatchHandler
  #isOver = false

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  abort(reason: Error): void {
    if (this.#isOver) return
    this.aborted = true
    this.reason = reason
    this.#fail(reason)
  }

  answer(result: ServeResult): void {
    if (this.#isOver || result === 'hang') return
    if (!('cut' in result)) {
      this.#begin(result)
      if (this.#isOver) return
      this.#isOver = true
      this.#handler.onResponseEnd?.(this, {})
      return
    }
    if (result.cut.sent) this.#begin(result.cut.sent)
    this.#fail(new errors.SocketError('other side closed'))
  }

  #begin(reply: GatewayReply): void {
    this.#handler.onResponseStart?.(this, reply.status, { ...reply.headers })
    if (!this.#isOver) this.#handler.onResponseData?.(this, reply.body)
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#handler.onResponseError?.(this, error)
  }
}
