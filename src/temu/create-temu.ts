import type { Dispatcher } from 'undici'
import { type Clock, Personal, type Random, type RetryPlan, retryDelayMs, type Secret } from '../lib/index.ts'
import { openEnvelope } from './envelope.ts'
import { walkPages } from './page-walk.ts'
import type { RateLimits } from './rate-limit.ts'
import { type CallFields, signedBody, UnsignableText, unsignedBody } from './signature.ts'
import { judgeStockEdit } from './stock-verdict.ts'
import type { Answer, CallOptions, PersonalAnswer, Temu } from './temu.ts'
import { type CallSpec, temuCalls } from './temu-calls.ts'
import { codeOfTemu, TemuError, type TemuErrorCode, temuErrorEntry } from './temu-errors.ts'
import { Gateway, GatewayFault, type Reply } from './temu-gateway.ts'
import { parseTemuJson } from './temu-json.ts'
import { shapeProblems } from './wire/wire-value.ts'

/** The longest an effect takes from the call to its end, waiting for the rate limit included: for lease budgets (INV-9). */
export const effectBudgetMs = 45_000

export interface TemuTimeouts {
  /** For one try of a read, after its turn has come. Default 30 s. */
  readonly readMs?: number | undefined
  /** For an effect as a whole, waiting for its turn included. Default `effectBudgetMs`. */
  readonly effectMs?: number | undefined
}

/** One try of a call, for metrics and logs: nothing personal, nothing secret. */
export interface CallRecord {
  readonly api: string
  readonly ms: number
  readonly outcome: 'ok' | TemuErrorCode
  readonly requestId: string | null
  /** 1 for the first try. */
  readonly attempt: number
}

export interface TemuSettings {
  /** Full router URL, such as `regionGateways.eu`. */
  readonly endpoint: string
  readonly appKey: string
  readonly appSecret: Secret
  readonly accessToken: Secret
  readonly clock: Clock
  readonly random: Random
  /** Shared by all clients of one app key. */
  readonly limits: RateLimits
  readonly dispatcher?: Dispatcher | undefined
  readonly connections?: number | undefined
  readonly timeouts?: TemuTimeouts | undefined
  readonly onCall?: ((call: CallRecord) => void) | undefined
  /** TEMU refused our timestamp, and its own clock is used from now on; the machine's clock should be set. */
  readonly onClockOff?: ((offsetMs: number) => void) | undefined
}

/** Reads are repeated at once so often; whoever asked tries again later anyway. */
const readPlan: RetryPlan = { delaysMs: [300, 1500, 4000], maxTries: 4 }

interface Call<Input, Value> {
  readonly spec: CallSpec<Input, Value>
  readonly subject: string | undefined
  readonly fields: CallFields
}

/** A client for one mall. Throws TypeError for an endpoint that is no URL. */
export function createTemu(settings: TemuSettings): Temu {
  const { clock, limits } = settings
  const gateway = new Gateway(settings)
  const readMs = settings.timeouts?.readMs ?? 30_000
  const effectMs = settings.timeouts?.effectMs ?? effectBudgetMs
  // 0 until TEMU refuses our timestamp: a good clock needs no correction, and a Date header is only good to a second.
  let appliedOffsetMs = 0

  const prepare = <Input, Value>(spec: CallSpec<Input, Value>, input: Input): Call<Input, Value> => {
    const checked = spec.request.safeParse(input)
    const subject = spec.subject(input)
    if (checked.success) return { spec, subject, fields: checked.data }
    throw new TemuError({
      code: 'temu.request-invalid',
      api: spec.api,
      subject,
      what: `not sent, the request breaks TEMU's rules: ${shapeProblems(checked.error).join('; ')}`,
      effect: 'none',
    })
  }

  const bodyOf = ({ spec, subject, fields }: Call<never, unknown>): string => {
    try {
      return signedBody(
        {
          ...fields,
          type: spec.api,
          app_key: settings.appKey,
          access_token: settings.accessToken.reveal('to call TEMU'),
          data_type: 'JSON',
          timestamp: Math.floor((clock.now() + appliedOffsetMs) / 1000),
        },
        settings.appSecret,
      )
    } catch (cause) {
      if (!(cause instanceof UnsignableText)) throw cause
      throw new TemuError({ code: 'temu.request-invalid', api: spec.api, subject, what: cause.message, effect: 'none' })
    }
  }

  /** One try: its turn, one POST, the envelope. Returns the result as parsed, or throws TemuError. */
  const tryOnce = async (
    call: Call<never, unknown>,
    signal: AbortSignal | undefined,
    attempt: number,
  ): Promise<{ readonly raw: unknown; readonly requestId: string | null }> => {
    const { spec, subject } = call
    const isEffect = spec.kind === 'effect'
    const fault = (
      code: TemuErrorCode,
      what: string,
      rest: {
        readonly sent?: boolean
        readonly temuCode?: number | null
        readonly requestId?: string | null
        readonly retryAfterMs?: number | undefined
        readonly cause?: unknown
      } = {},
    ) => {
      const mayHaveActed = isEffect && rest.sent !== false && temuErrorEntry(code).mayHaveActed === true
      return new TemuError({ code, api: spec.api, subject, what, ...rest, effect: mayHaveActed ? 'unknown' : 'none' })
    }

    // An effect must not start late: its budget, which the caller's lease covers, runs while it waits for its turn (INV-9).
    using budget = isEffect ? clock.deadline(effectMs, signal) : undefined
    try {
      await limits.take(spec.api, budget?.signal ?? signal)
    } catch (cause) {
      throw signal?.aborted
        ? fault('temu.stopped', 'stopped before it was sent', { sent: false, cause })
        : fault('temu.rate-limited', 'not sent, its turn did not come in time', { sent: false, cause })
    }

    const startedAt = clock.elapsed()
    const report = (outcome: CallRecord['outcome'], requestId: string | null) =>
      settings.onCall?.({ api: spec.api, ms: clock.elapsed() - startedAt, outcome, requestId, attempt })
    const failed = (error: TemuError) => {
      report(error.code, error.requestId)
      return error
    }

    using deadline = budget ?? clock.deadline(readMs, signal)
    let reply: Reply
    try {
      reply = await gateway.post(bodyOf(call), deadline.signal)
    } catch (cause) {
      if (!(cause instanceof GatewayFault)) throw cause
      if (cause.kind === 'unreachable') throw failed(fault('temu.unreachable', cause.message, { sent: false, cause }))
      if (cause.kind === 'lost') throw failed(fault('temu.reply-lost', cause.message, { cause }))
      throw failed(
        signal?.aborted
          ? fault('temu.stopped', 'stopped while TEMU was working', { cause })
          : fault('temu.timeout', cause.message, { cause }),
      )
    }

    const refusedForRate = (requestId: string | null, temuCode: number | null) => {
      const retryAfterMs = limits.refused(spec.api, startedAt, reply.retryAfterMs)
      return failed(fault('temu.rate-limited', 'refused, too many calls', { temuCode, requestId, retryAfterMs }))
    }

    let answer: unknown
    try {
      answer = parseTemuJson(reply.text)
    } catch {
      answer = undefined
    }
    const envelope = openEnvelope(answer)
    const { requestId } = envelope
    if (reply.status === 429) throw refusedForRate(requestId, null)
    if (envelope.verdict === 'unreadable') {
      if (reply.status >= 200 && reply.status < 300)
        throw failed(fault('temu.answer-unreadable', 'the answer is no JSON envelope', { requestId }))
      // 4xx without an envelope: turned away by something in front of TEMU, so nothing was done.
      throw failed(
        fault('temu.http-error', `HTTP status ${reply.status}`, {
          sent: reply.status >= 500 || reply.status < 400,
          requestId,
          retryAfterMs: reply.retryAfterMs,
        }),
      )
    }
    if (envelope.verdict === 'refused') {
      const code = codeOfTemu(envelope.temuCode)
      if (code === 'temu.rate-limited') throw refusedForRate(requestId, envelope.temuCode)
      if (code === 'temu.clock-off') learnClock()
      throw failed(fault(code, 'refused', { temuCode: envelope.temuCode, requestId }))
    }
    limits.answered(spec.api)
    report('ok', requestId)
    return { raw: envelope.result, requestId }
  }

  /** Takes TEMU's clock from the Date header; a later refusal, after somebody set ours, measures again. */
  const learnClock = () => {
    const offsetMs = gateway.clockOffsetMs
    if (offsetMs === null) return
    appliedOffsetMs = Math.abs(offsetMs) < 2000 ? 0 : offsetMs
    settings.onClockOff?.(offsetMs)
  }

  const ask = async <Input, Value>(
    spec: CallSpec<Input, Value>,
    input: Input,
    options: CallOptions | undefined,
  ): Promise<Answer<Value>> => {
    const call = prepare(spec, input)
    const signal = options?.signal
    let clockRetries = 0
    for (let attempt = 1; ; attempt++) {
      try {
        const { raw, requestId } = await tryOnce(call, signal, attempt)
        const read = spec.result.safeParse(raw)
        if (read.success) return { value: read.data, raw, requestId }
        throw new TemuError({
          code: 'temu.answer-unreadable',
          api: spec.api,
          subject: call.subject,
          what: `the answer has another shape than documented: ${shapeProblems(read.error).join('; ')}`,
          requestId,
          effect: spec.kind === 'effect' ? 'unknown' : 'none',
        })
      } catch (error) {
        // INV-4: what has an effect is never repeated here; the engine looks first.
        if (!(error instanceof TemuError) || spec.kind === 'effect' || signal?.aborted) throw error
        if (!temuErrorEntry(error.code).passing || attempt >= readPlan.maxTries) throw error
        if (error.code === 'temu.clock-off') {
          if (gateway.clockOffsetMs === null || clockRetries++ > 0) throw error
          continue
        }
        // The rate limit itself makes the next try wait.
        if (error.code === 'temu.rate-limited') continue
        try {
          await clock.sleep(retryDelayMs(readPlan, attempt, settings.random, error.retryAfterMs), signal)
        } catch {
          throw error
        }
      }
    }
  }

  const askPersonal = async <Input, Value>(
    spec: CallSpec<Input, Value>,
    input: Input,
    options: CallOptions | undefined,
  ): Promise<PersonalAnswer<Value>> => {
    const { raw, ...answer } = await ask(spec, input, options)
    return { ...answer, raw: new Personal(raw) }
  }

  const temu: Temu = {
    tokenInfo: options => ask(temuCalls.tokenInfo, undefined, options),
    listOrders: (query, options) => ask(temuCalls.listOrders, query, options),
    orderDetail: (order, options) => ask(temuCalls.orderDetail, order, options),
    shippingInfo: (order, options) => askPersonal(temuCalls.shippingInfo, order, options),
    decryptShippingInfo: (order, options) => askPersonal(temuCalls.decryptShippingInfo, order, options),
    orderAmountV2: (order, options) => ask(temuCalls.orderAmountV2, order, options),
    orderAmountV1: (order, options) => ask(temuCalls.orderAmountV1, order, options),
    listCarriers: (regionId, options) => ask(temuCalls.listCarriers, regionId, options),
    listWarehouses: options => ask(temuCalls.listWarehouses, undefined, options),
    confirmShipment: (request, options) => ask(temuCalls.confirmShipment, request, options),
    shipmentInfo: (query, options) => ask(temuCalls.shipmentInfo, query, options),
    editTracking: (edits, options) => ask(temuCalls.editTracking, edits, options),
    listCancellations: (query, options) => ask(temuCalls.listCancellations, query, options),
    listSkus: (query, options) => ask(temuCalls.listSkus, query, options),
    skuStock: (query, options) => ask(temuCalls.skuStock, query, options),

    async editStock(edit, options) {
      const answer = await ask(temuCalls.editStock, edit, options)
      const skuIds = ('targets' in edit ? edit.targets : edit.changes).map(each => each.skuId)
      return { ...answer, value: judgeStockEdit(edit.goodsId, skuIds, answer.value) }
    },

    orderPages: (query, options) =>
      walkPages({
        api: temuCalls.listOrders.api,
        fetch: page => temu.listOrders({ ...query, pageNumber: page }, options),
        idsOf: (page, at) => [
          ...page.pageItems.map(order => order.parentOrderMap.parentOrderSn),
          ...oddIds(page.unreadable, at),
        ],
        totalOf: page => page.totalItemNum,
      }),
    cancellationPages: (query, options) =>
      walkPages({
        api: temuCalls.listCancellations.api,
        fetch: page => temu.listCancellations({ ...query, pageNo: page }, options),
        idsOf: (page, at) => [...page.data.map(request => request.parentAfterSalesSn), ...oddIds(page.unreadable, at)],
        totalOf: page => page.total,
      }),
    skuPages: (query, options) =>
      walkPages({
        api: temuCalls.listSkus.api,
        fetch: page => temu.listSkus({ ...query, pageNo: page }, options),
        idsOf: (page, at) => [...page.skuList.map(sku => sku.skuId), ...oddIds(page.unreadable, at)],
        totalOf: page => page.total,
      }),

    preview(method, ...input) {
      const spec: CallSpec<never, unknown> = temuCalls[method]
      // `input` is the method's own parameter by TemuCallInput; a map of functions cannot tell the compiler which.
      const { fields } = prepare(spec, input[0] as never)
      return unsignedBody({ ...fields, type: spec.api, data_type: 'JSON' })
    },
    clockOffsetMs: () => gateway.clockOffsetMs,
    close: () => gateway.close(),
  }
  return temu
}

/** Ids of entries that could not be read; one without any id still counts as one. */
const oddIds = (unreadable: readonly { readonly id: string | null }[], page: number): string[] =>
  unreadable.map(({ id }, at) => id ?? `no id ${page}/${at}`)
