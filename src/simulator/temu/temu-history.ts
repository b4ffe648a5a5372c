/** One request as the gateway saw it. */
export interface RequestRecord {
  /** 1, 2, 3 … in order of arrival. */
  readonly n: number
  readonly at: number
  readonly api: string
  readonly mallId: string | undefined
  /** Orders, lines, SKUs, after-sales numbers it named. Never personal data. */
  readonly refs: readonly string[]
  /** It reached the API and changed or answered something. */
  readonly applied: boolean
  /** errorCode of the reply; 0 when none was given (lost, HTTP error). */
  readonly code: number
  readonly requestId: string
  readonly fault: string | undefined
  /** Orders shown in the reply (list, detail, address, amount). */
  readonly servedOrders: readonly string[]
  /** Which version of each order the reply showed (list, detail), by its instant. */
  readonly servedVersions: readonly { readonly parentOrderSn: string; readonly at: number }[]
  /** Pending cancellations shown in the reply, by line. */
  readonly servedCancellations: readonly { readonly parentAfterSalesSn: string; readonly orderSn: string }[]
  /** How old the orders in the reply were (ms): what the mall's reads lagged behind just then. */
  readonly lagMs: number
  /** The page that was answered, where there is one. */
  readonly page: number | undefined
}

/** What really changed. `request` is the n of its RequestRecord; 0 when the world did it. */
export type Effect =
  | {
      readonly kind: 'stock-written'
      readonly request: number
      readonly at: number
      readonly mallId: string
      readonly goodsId: string
      readonly skuId: string
      readonly mode: 'target' | 'change'
      /** The stockTarget or stockDiff that was asked for. */
      readonly asked: number
      readonly before: number
      readonly after: number
      readonly requestUniqueKey: string | undefined
    }
  | {
      readonly kind: 'shipment-confirmed'
      readonly request: number
      readonly at: number
      readonly mallId: string
      readonly packageSn: string
      readonly carrierId: string
      readonly trackingNumber: string
      readonly contents: readonly {
        readonly parentOrderSn: string
        readonly orderSn: string
        readonly quantity: number
      }[]
    }
  | {
      readonly kind: 'tracking-changed'
      readonly request: number
      readonly at: number
      readonly mallId: string
      readonly packageSn: string
      readonly carrierId: string
      readonly from: string
      readonly to: string
    }
  | {
      /** The world moved the number: a sale, a cancellation, a hand. */
      readonly kind: 'stock-moved'
      readonly request: 0
      readonly at: number
      readonly mallId: string
      readonly skuId: string
      readonly why: 'sold' | 'given-back' | 'set'
      readonly before: number
      readonly after: number
    }

export interface TemuHistory {
  /** Empty when options.history is 'effects'. */
  readonly requests: readonly RequestRecord[]
  readonly effects: readonly Effect[]
  /** Requests by API, always counted. */
  readonly callsByApi: ReadonlyMap<string, number>
  readonly calls: number
  /** Called for each effect as it happens (judging at every effect). Returns the way to stop. */
  onEffect(listener: (effect: Effect) => void): () => void
}

/** The history plus the gateway's side of it. */
export class HistoryKeeper implements TemuHistory {
  readonly requests: RequestRecord[] = []
  readonly effects: Effect[] = []
  readonly callsByApi = new Map<string, number>()
  calls = 0
  readonly #listeners = new Set<(effect: Effect) => void>()

  onEffect(listener: (effect: Effect) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Counts a request on arrival; returns how many of this API there were, this one included. */
  arrived(api: string): number {
    this.calls++
    const nth = (this.callsByApi.get(api) ?? 0) + 1
    this.callsByApi.set(api, nth)
    return nth
  }

  happened(effect: Effect): void {
    this.effects.push(effect)
    for (const listener of this.#listeners) listener(effect)
  }
}
