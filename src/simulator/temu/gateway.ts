import { approveOverdue } from './cancellation-life.ts'
import type { Fault, FaultSource } from './fault-board.ts'
import { type GatewayBody, readGatewayBody } from './gateway-body.ts'
import type { GatewayCall } from './gateway-call.ts'
import { admit } from './gateway-check.ts'
import { RateCounter } from './gateway-rate.ts'
import { Refusal } from './refusal.ts'
import type { GatewayReply, GatewayRequest, ServeResult } from './simulated-temu.ts'
import type { RequestRecord } from './temu-history.ts'
import type { TemuState } from './temu-state.ts'

interface Answer {
  readonly reply: GatewayReply
  readonly code: number
  readonly applied: boolean
  readonly requestId: string
  readonly call: GatewayCall | undefined
}

/** Requests in, replies out. Holds what only the door of TEMU has: rate counters, clock skew, downtime, request ids. */
export class Gateway {
  clockSkewMs = 0
  readonly #state: TemuState
  readonly #faults: FaultSource
  readonly #rates = new RateCounter()
  readonly #idPrefix: string
  #downUntil = Number.NEGATIVE_INFINITY
  #requests = 0
  #date = { second: -1, text: '' }

  constructor(state: TemuState, faults: FaultSource, idSeed: Buffer) {
    this.#state = state
    this.#faults = faults
    const hex = idSeed.toString('hex').padEnd(20, '0')
    this.#idPrefix = `${state.options.region}-${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-`
  }

  async serve(request: GatewayRequest): Promise<ServeResult> {
    const { clock, options } = this.#state
    approveOverdue(this.#state)
    const n = ++this.#requests
    if (this.#downUntil > clock.now()) {
      this.#state.history.arrived('')
      return this.#lost(n, '', undefined, 'restart')
    }
    if (request.path.split('?')[0] !== options.path) return this.#plain(404, 'Not Found')
    if (request.method !== 'POST') return this.#plain(405, 'Method Not Allowed')
    const body = readBody(request)
    const fault = this.#faultFor(body)
    if (fault?.kind === 'late' && fault.before) await clock.sleep(fault.ms)
    const result = this.#answer(n, body, fault)
    if (fault?.kind === 'late' && !fault.before) await clock.sleep(fault.ms)
    return result
  }

  #faultFor(body: GatewayBody | Refusal): Fault | undefined {
    const values = body instanceof Refusal ? {} : body.values
    const api = typeof values.type === 'string' ? values.type : ''
    const nth = this.#state.history.arrived(api)
    const token = typeof values.access_token === 'string' ? values.access_token : ''
    return this.#faults.take({
      at: this.#state.clock.now(),
      api,
      mallId: this.#state.tokens.get(token)?.mall.mallId,
      nth,
      params: values,
    })
  }

  /** Decides what happens and what is seen of it. */
  #answer(n: number, body: GatewayBody | Refusal, fault: Fault | undefined): ServeResult {
    const api = body instanceof Refusal ? '' : String(body.values.type ?? '')
    switch (fault?.kind) {
      case 'lostRequest':
        return this.#lost(n, api, undefined, fault.kind)
      case 'restart':
        this.#downUntil = this.#state.clock.now() + fault.downMs
        return this.#lost(n, api, undefined, fault.kind)
      case 'lostReply':
        return this.#lost(n, api, this.#apply(n, body, fault), fault.kind)
      case 'hang':
        this.#lost(n, api, fault.applied ? this.#apply(n, body, fault) : undefined, fault.kind)
        return 'hang'
      case 'halfBody': {
        const { reply } = this.#recorded(n, api, this.#apply(n, body, fault), fault.kind)
        return { cut: { sent: { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) } } }
      }
      case 'http': {
        this.#lost(n, api, fault.applied ? this.#apply(n, body, fault) : undefined, fault.kind)
        const reply = this.#plain(fault.status, `HTTP ${fault.status}`)
        return fault.retryAfterSeconds === undefined
          ? reply
          : { ...reply, headers: { ...reply.headers, 'retry-after': String(fault.retryAfterSeconds) } }
      }
      case 'errorCode': {
        const done = fault.applied ? this.#apply(n, body, fault) : undefined
        const refused = this.#refused(n, new Refusal(fault.code, fault.message ?? 'error'), done?.call)
        return this.#recorded(n, api, { ...refused, applied: done?.applied ?? false }, fault.kind).reply
      }
      case 'twice':
        this.#recorded(n, api, this.#apply(n, body, fault), fault.kind)
        return this.#recorded(n, api, this.#apply(n, body, fault), fault.kind).reply
      case 'late':
      case 'badLine':
      case undefined:
        return this.#recorded(n, api, this.#apply(n, body, fault), fault?.kind).reply
    }
  }

  /** Runs the checks and the API. */
  #apply(n: number, body: GatewayBody | Refusal, fault: Fault | undefined): Answer {
    let call: GatewayCall | undefined
    try {
      if (body instanceof Refusal) throw body
      const at = this.#state.clock.now()
      const { mall, token, handler } = admit(this.#state, body, { temuNow: at + this.clockSkewMs, rates: this.#rates })
      const badLines = new Map(fault?.kind === 'badLine' ? [[fault.skuId, fault.code]] : [])
      call = {
        n,
        at,
        mall,
        token,
        params: body.values,
        badLines,
        refs: namedOrders(body),
        servedOrders: [],
        servedVersions: [],
        servedCancellations: [],
        page: undefined,
      }
      const result = handler(this.#state, call)
      const requestId = this.#requestId(n)
      const reply = this.#reply(
        `{"success":true,"errorCode":1000000,"errorMsg":"","requestId":"${requestId}","result":${JSON.stringify(result)}}`,
      )
      return { reply, code: 1000000, applied: true, requestId, call }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return this.#refused(n, error, call)
    }
  }

  #refused(n: number, refusal: Refusal, call: GatewayCall | undefined): Answer {
    const requestId = this.#requestId(n)
    const { code } = refusal
    const isHttp = code === 4000004 && this.#state.options.rateLimit?.answer === 'http'
    const reply = isHttp
      ? this.#plain(429, 'Too Many Requests', { 'retry-after': '1' })
      : this.#reply(JSON.stringify({ success: false, errorCode: code, errorMsg: refusal.message, requestId }))
    return { reply, code, applied: false, requestId, call }
  }

  /** No reply is seen; what was done is kept all the same. */
  #lost(n: number, api: string, done: Answer | undefined, fault: string): ServeResult {
    this.#record(n, api, done && { ...done, code: 0 }, fault)
    return { cut: {} }
  }

  #recorded(n: number, api: string, answer: Answer, fault: string | undefined): Answer {
    this.#record(n, api, answer, fault)
    return answer
  }

  #record(n: number, api: string, answer: Answer | undefined, fault: string | undefined): void {
    const { history, options, clock } = this.#state
    if (options.history === 'effects') return
    const call = answer?.call
    const record: RequestRecord = {
      n,
      at: clock.now(),
      api,
      mallId: call?.mall.mallId,
      refs: call?.refs ?? [],
      applied: answer?.applied ?? false,
      code: answer?.code ?? 0,
      requestId: answer?.requestId ?? '',
      fault,
      servedOrders: call?.servedOrders ?? [],
      servedVersions: call?.servedVersions ?? [],
      servedCancellations: call?.servedCancellations ?? [],
      lagMs: Math.max(call?.mall.behaviour.orderReadLagMs ?? 0, call?.mall.behaviour.detailReadLagMs ?? 0),
      page: call?.page,
    }
    history.requests.push(record)
  }

  #requestId(n: number): string {
    return this.#idPrefix + n.toString(16).padStart(12, '0')
  }

  #reply(text: string): GatewayReply {
    const body = Buffer.from(text)
    return {
      status: 200,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'content-length': String(body.length),
        date: this.#dateText(),
      },
      body,
    }
  }

  #plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): GatewayReply {
    const body = Buffer.from(text)
    return {
      status,
      headers: {
        'content-type': 'text/plain',
        'content-length': String(body.length),
        date: this.#dateText(),
        ...headers,
      },
      body,
    }
  }

  #dateText(): string {
    const second = Math.floor((this.#state.clock.now() + this.clockSkewMs) / 1000)
    if (second !== this.#date.second) this.#date = { second, text: new Date(second * 1000).toUTCString() }
    return this.#date.text
  }
}

function readBody(request: GatewayRequest): GatewayBody | Refusal {
  try {
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return new Refusal(3000000, 'Content-Type must be application/json')
    return readGatewayBody(request.body)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Orders that the request itself names at its top. */
function namedOrders(body: GatewayBody): string[] {
  const { parentOrderSnList } = body.values
  const list = Array.isArray(parentOrderSnList) ? parentOrderSnList : []
  return list.filter((sn): sn is string => typeof sn === 'string')
}
