/** What should happen next after a fault at an edge (docs/reference/error-codes.md). */
export type Reaction = 'retry' | 'hold' | 'pause'

export interface ConnectorErrorOptions {
  /** Ours, stored and translated: `temu.token-expired`. Never renamed. */
  readonly code: string
  readonly reaction: Reaction
  /** For the operator: what to do. English here; the merchant's words are in `texts/` under the same code. */
  readonly hint: string
  /**
   * Did the other side perhaps act? `none`: certainly not (refused, never sent). `unknown`: it may have (time-out, lost
   * reply), so look before repeating (INV-4).
   */
  readonly effect?: 'none' | 'unknown'
  /** When the other side told us how long to wait. */
  readonly retryAfterMs?: number | undefined
  /** Values for the translated text: order numbers, SKUs, foreign codes. Never personal data, never a secret. */
  readonly params?: Readonly<Record<string, string | number>>
  readonly cause?: unknown
}

/** A fault at an edge that knows what should happen next. Every edge has its own subclass. */
export class ConnectorError extends Error {
  override readonly name: string = 'ConnectorError'
  readonly code: string
  readonly reaction: Reaction
  readonly hint: string
  readonly effect: 'none' | 'unknown'
  readonly retryAfterMs: number | undefined
  readonly params: Readonly<Record<string, string | number>>

  constructor(message: string, options: ConnectorErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.reaction = options.reaction
    this.hint = options.hint
    this.effect = options.effect ?? 'none'
    this.retryAfterMs = options.retryAfterMs
    this.params = options.params ?? {}
  }
}

/** Closes every `switch` over a union: a new member does not compile until it is decided. */
export function assertNever(value: never): never {
  throw new Error(`Unreachable: ${String(value)}`)
}

/** The name and code of a foreign error. Foreign messages quote data (SQL values, JSON text), so they are not kept. */
export function describeForeign(error: unknown): string {
  if (error instanceof ConnectorError) return `${error.code}: ${error.message}`
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}`
}
