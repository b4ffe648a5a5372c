import { ConnectorError } from '../lib/index.ts'
import type { TemuErrorEntry } from './errors/error-entry.ts'
import { gatewayErrors } from './errors/gateway-errors.ts'
import { goodsErrors } from './errors/goods-errors.ts'
import { orderErrors } from './errors/order-errors.ts'
import { shipmentErrors } from './errors/shipment-errors.ts'

/** The one table: our code → TEMU's codes, reaction, hint in both languages. */
export const temuErrors = { ...gatewayErrors, ...orderErrors, ...shipmentErrors, ...goodsErrors }

/** Ours; stored, never renamed. */
export type TemuErrorCode = keyof typeof temuErrors

export const temuErrorEntry = (code: TemuErrorCode): TemuErrorEntry => temuErrors[code]

const byTemuCode = new Map<number, TemuErrorCode>()
for (const code of Object.keys(temuErrors) as TemuErrorCode[])
  for (const temuCode of temuErrorEntry(code).temu) byTemuCode.set(temuCode, code)

/** Our code for TEMU's; `temu.unknown` when the table does not have it. */
export const codeOfTemu = (temuCode: number | null): TemuErrorCode =>
  (temuCode === null ? undefined : byTemuCode.get(temuCode)) ?? 'temu.unknown'

export interface TemuFault {
  readonly code: TemuErrorCode
  /** The API's name, for the message. */
  readonly api: string
  /** What it was about: an order number, a goodsId. Never personal. */
  readonly subject?: string | undefined
  /** What happened, in our words: TEMU's own text may quote data and is not kept. */
  readonly what: string
  readonly temuCode?: number | null | undefined
  readonly requestId?: string | null | undefined
  readonly retryAfterMs?: number | undefined
  /** May the call have acted? Decided by the caller, who knows whether it was a read and whether bytes left. */
  readonly effect: 'none' | 'unknown'
  readonly cause?: unknown
}

/** A refusal by TEMU, or a fault on the way to it. */
export class TemuError extends ConnectorError {
  override readonly name = 'TemuError'
  declare readonly code: TemuErrorCode
  readonly api: string
  /** TEMU's errorCode; null when TEMU gave none. */
  readonly temuCode: number | null
  readonly requestId: string | null

  constructor(fault: TemuFault) {
    const entry = temuErrorEntry(fault.code)
    const about = fault.subject === undefined ? '' : ` for ${fault.subject}`
    const ids = [
      fault.temuCode === undefined || fault.temuCode === null ? undefined : `TEMU code ${fault.temuCode}`,
      fault.requestId ? `request ${fault.requestId}` : undefined,
    ].filter(id => id !== undefined)
    const params = {
      api: fault.api,
      ...(fault.subject === undefined ? {} : { subject: fault.subject }),
      ...(fault.temuCode === undefined || fault.temuCode === null ? {} : { temuCode: fault.temuCode }),
      ...(fault.requestId ? { requestId: fault.requestId } : {}),
    }
    super(`${fault.api}${about}: ${fault.what}${ids.length > 0 ? ` (${ids.join(', ')})` : ''}. ${entry.hint.en}`, {
      code: fault.code,
      reaction: entry.reaction,
      hint: entry.hint.en,
      effect: fault.effect,
      retryAfterMs: fault.retryAfterMs,
      params,
      // An error on the wire may quote bytes it could not read; only its name and code are ours to keep.
      ...(fault.cause === undefined ? {} : { cause: fault.cause }),
    })
    this.api = fault.api
    this.temuCode = fault.temuCode ?? null
    this.requestId = fault.requestId ?? null
  }
}
