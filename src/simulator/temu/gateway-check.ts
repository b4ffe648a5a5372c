import { timingSafeEqual } from 'node:crypto'
import { gatewayApis, tokenInfoApi } from './gateway-apis.ts'
import type { GatewayBody } from './gateway-body.ts'
import type { ApiHandler } from './gateway-call.ts'
import type { RateCounter } from './gateway-rate.ts'
import { gatewaySignature } from './gateway-signature.ts'
import { Refusal } from './refusal.ts'
import type { AppRecord, MallRecord, TemuState } from './temu-state.ts'

const toleranceSeconds = 300

export interface Admission {
  readonly api: string
  readonly mall: MallRecord
  readonly token: string
  readonly handler: ApiHandler
}

/** TEMU's own clock for the timestamp check, ms. */
export interface CheckContext {
  readonly temuNow: number
  readonly rates: RateCounter
}

const textOf = (body: GatewayBody, name: string): string | undefined => {
  const value = body.values[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The gateway's checks, in its order: app, signature (before all other parameters), type, clock, data_type, token, scope, rate. */
export function admit(state: TemuState, body: GatewayBody, { temuNow, rates }: CheckContext): Admission {
  const app = checkApp(state, textOf(body, 'app_key'))
  checkSign(body, app)
  if (app.isIpBlocked) throw new Refusal(5000003, 'The IP address is not on the allow-list')
  const api = textOf(body, 'type')
  if (api === undefined) throw new Refusal(3000002, 'type is missing')
  const handler = gatewayApis.get(api)
  if (!handler) throw new Refusal(3000003, 'type does not exist')
  checkTimestamp(body.values.timestamp, Math.floor(temuNow / 1000))
  const dataType = body.values.data_type
  if (dataType === undefined || dataType === null) throw new Refusal(3000013, 'data_type is missing')
  if (dataType !== 'JSON') throw new Refusal(3000014, 'data_type is invalid')
  const token = textOf(body, 'access_token')
  const mall = checkToken(state, app, token, api, state.clock.now())
  const limit = state.options.rateLimit
  if (limit && !rates.admits(limit, app.appKey, api, state.clock.now()))
    throw new Refusal(4000004, 'The call frequency is limited, please try again later')
  return { api, mall, token: token ?? '', handler }
}

function checkApp(state: TemuState, appKey: string | undefined): AppRecord {
  if (appKey === undefined) throw new Refusal(3000025, 'app_key is missing')
  const app = state.apps.get(appKey)
  if (!app) throw new Refusal(3000026, 'app_key does not exist')
  // Seen: an app of another region gets this on the wrong gateway.
  if (app.otherRegion) throw new Refusal(4000000, 'application information query abnormal')
  if (app.suspended) throw new Refusal(3000028, 'app_key is suspended')
  return app
}

function checkSign(body: GatewayBody, app: AppRecord): void {
  const sign = textOf(body, 'sign')
  if (sign === undefined) throw new Refusal(3000040, 'sign is missing')
  const right = Buffer.from(gatewaySignature(body, app.appSecret))
  const given = Buffer.from(sign)
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new Refusal(3000001, 'sign is invalid, please check your sign calculation')
}

/** Seconds, ten digits, as number or text, at most 300 s away. */
function checkTimestamp(value: unknown, now: number): void {
  if (value === undefined || value === null || value === '') throw new Refusal(3000010, 'timestamp is missing')
  const digits = String(value)
  // 3000011 is "ahead of time" on one page and "malformed" on another: both give it.
  if (!/^\d{10}$/.test(digits)) throw new Refusal(3000011, 'timestamp is malformed')
  const at = Number(digits)
  if (at > now + toleranceSeconds) throw new Refusal(3000011, 'timestamp is ahead of time')
  if (at < now - toleranceSeconds) throw new Refusal(3000012, 'timestamp is expired')
}

function checkToken(state: TemuState, app: AppRecord, token: string | undefined, api: string, now: number): MallRecord {
  if (token === undefined) throw new Refusal(3000030, 'access_token is missing')
  const record = state.tokens.get(token)
  if (!record) throw new Refusal(3000031, 'access_token does not exist')
  if (record.mall.appKey !== app.appKey) throw new Refusal(3000033, 'access_token belongs to another app_key')
  if (record.isReplaced || record.expiresAt <= now)
    throw new Refusal(3000034, 'access_token is expired or has been refreshed')
  if (api !== tokenInfoApi && !record.mall.scopes.has(api))
    throw new Refusal(3000032, "access_token don't have this api access")
  return record.mall
}
