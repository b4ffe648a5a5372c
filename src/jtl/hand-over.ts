import type { Personal } from '../lib/index.ts'
import type { CallOptions } from './jtl.ts'

/**
 * How an order gets into JTL: `queue` = a row of JTL's import table by SQL, `folder` = an XML file JTL picks up.
 * The order of calls: `mark` → journal it → `put`; after any doubt `look` first, never `put` again blindly (INV-4).
 */
export interface HandOver {
  readonly kind: 'queue' | 'folder'
  /** Text for the journal, taken before the attempt begins. */
  mark(options?: CallOptions): Promise<string>
  put(order: HandOverOrder, options?: CallOptions): Promise<PutResult>
  /** Is the order still waiting on JTL's doorstep? */
  look(order: HandOverLook, options?: CallOptions): Promise<LookResult>
}

export interface HandOverOrder {
  readonly orderNumber: string
  readonly xml: Personal
  readonly mark: string
}

export interface HandOverLook {
  readonly orderNumber: string
  /** The mark of the attempt in doubt. */
  readonly mark: string
  /** From `put`, when its answer arrived. */
  readonly receipt?: string | undefined
}

export type PutResult =
  /** `receipt`: the queue key or the file name. */
  { readonly kind: 'put'; readonly receipt: string } | { readonly kind: 'already-there' } | { readonly kind: 'busy' }

export type LookResult =
  | { readonly kind: 'waiting'; readonly receipt: string }
  /** Folder only: JTL moved the file into its `done` folder. */
  | { readonly kind: 'taken'; readonly receipt: string }
  /** Taken over or never there: only finding the order in JTL tells. */
  | { readonly kind: 'absent' }
