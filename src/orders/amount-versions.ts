import type { Kysely } from 'kysely'
import { z } from 'zod'
import { ConnectorError, type MallId, type TemuOrderId } from '../lib/index.ts'
import type { StateTx, Tables } from '../state/index.ts'
import type { OrderTemu } from './order-needs.ts'
import { amountV1Api, amountV2Api } from './store-batch.ts'

const memorySchema = z.object({
  /** Which of TEMU's two amount APIs this token may call; null: not tried yet. */
  version: z.enum(['v2', 'v1', 'none']).nullable(),
  /** When that was found out. */
  at: z.number(),
  /** Sites TEMU sends to V1 although V2 is granted. */
  v1Sites: z.array(z.number().nullable()),
})
export type AmountMemory = z.infer<typeof memorySchema>

const unknown: AmountMemory = { version: null, at: 0, v1Sites: [] }

/** How often a mall without amounts asks again whether it has been granted them. */
const askAgainMs = 86_400_000

const settingName = (mall: MallId): string => `amounts/${mall}`

export async function readAmountMemory(db: Kysely<Tables>, mall: MallId): Promise<AmountMemory> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', settingName(mall)).executeTakeFirst()
  const parsed = row ? memorySchema.safeParse(JSON.parse(row.value)) : undefined
  return parsed?.success ? parsed.data : unknown
}

export async function keepAmountMemory(tx: StateTx, mall: MallId, memory: AmountMemory): Promise<void> {
  const row = { value: JSON.stringify(memory), updated_at: memory.at }
  await tx
    .insertInto('setting')
    .values({ name: settingName(mall), ...row })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute()
}

/** What reading an order's amounts gave: the answer as received, or that TEMU grants this token neither version. */
export type AmountReading =
  | { readonly kind: 'read'; readonly api: string; readonly raw: unknown }
  | { readonly kind: 'refused' }

/**
 * Reads amounts with the version that works, so that an order costs one call: V2, on "not for this site" or "not granted" V1,
 * on "not granted" none (docs/reference/temu-calls.md: which version serves which site is disputed, so both are tried).
 */
export class AmountReader {
  readonly #temu: Pick<OrderTemu, 'orderAmountV1' | 'orderAmountV2'>
  readonly #now: () => number
  #memory: AmountMemory
  /** The first read of an unknown token goes alone, so that a refusal is met once and not by all that run beside it. */
  #first: Promise<unknown> | undefined

  constructor(parts: {
    readonly temu: Pick<OrderTemu, 'orderAmountV1' | 'orderAmountV2'>
    readonly memory: AmountMemory
    readonly now: () => number
  }) {
    this.#temu = parts.temu
    this.#memory = parts.memory
    this.#now = parts.now
  }

  get memory(): AmountMemory {
    return this.#memory
  }

  /** Whether asking makes sense: not while TEMU refused within a day. */
  get isWorthAsking(): boolean {
    return this.#memory.version !== 'none' || this.#now() - this.#memory.at >= askAgainMs
  }

  async read(orderId: TemuOrderId, siteId: number | null, signal: AbortSignal): Promise<AmountReading> {
    if (this.#memory.version === null && this.#first) await this.#first.catch(() => {}) // its fault is its own item's
    if (!this.isWorthAsking) return { kind: 'refused' }
    const reading = this.#ask(orderId, siteId, signal)
    this.#first ??= reading
    return reading
  }

  async #ask(orderId: TemuOrderId, siteId: number | null, signal: AbortSignal): Promise<AmountReading> {
    const { version, v1Sites } = this.#memory
    if (version !== 'v1' && !v1Sites.includes(siteId)) {
      const answer = await refusable(() => this.#temu.orderAmountV2(orderId, { signal }))
      if (typeof answer === 'object') {
        if (this.#memory.version !== 'v2') this.#learn({ version: 'v2' })
        return { kind: 'read', api: amountV2Api, raw: answer.raw }
      }
      if (answer === 'temu.amount-version-not-for-site') this.#learn({ v1Sites: [...v1Sites, siteId] })
    }
    const answer = await refusable(() => this.#temu.orderAmountV1(orderId, { signal }))
    if (typeof answer === 'object') {
      if (this.#memory.version === null && !this.#memory.v1Sites.includes(siteId)) this.#learn({ version: 'v1' })
      if (this.#memory.version === 'none') this.#learn({ version: 'v1' })
      return { kind: 'read', api: amountV1Api, raw: answer.raw }
    }
    this.#learn({ version: 'none' })
    return { kind: 'refused' }
  }

  #learn(learnt: Partial<AmountMemory>): void {
    this.#memory = { ...this.#memory, ...learnt, at: this.#now() }
  }
}

type Refusal = 'temu.api-not-granted' | 'temu.amount-version-not-for-site'

/** The answer, or which of the two expected refusals it was. */
async function refusable<T>(call: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ConnectorError)
      for (const code of ['temu.api-not-granted', 'temu.amount-version-not-for-site'] as const)
        if (error.code === code) return code
    throw error
  }
}
