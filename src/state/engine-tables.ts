import type { Generated } from 'kysely'

/** One runner per flow and mall (INV-9). `token` only ever rises; a writer proves its token inside its transaction. */
export interface LeaseTable {
  flow: string
  /** A mall's id, or `*` for work that must run alone over all malls. */
  mall: string
  token: number
  holder: string
  expires_at: number
}

/** Where a fetch step continues (INV-8: moved only after every page before it is kept). */
export interface CursorTable {
  mall: string
  name: string
  value: string
  updated_at: number
}

/** The journal of effects (INV-4): a row is committed before the outside is touched. Kept for the history of an item. */
export interface AttemptTable {
  id: Generated<number>
  mall: string
  step: string
  item: string
  /** `begun`: the effect may have happened. `done`: settled. `refused`: certainly no effect. `lost`: looked, was absent. */
  state: 'begun' | 'done' | 'refused' | 'lost'
  /** JSON a step noted before its effect (a queue mark, a request key). Never personal. */
  note: string | null
  code: string | null
  run_id: string
  begun_at: number
  closed_at: number | null
}

/** An item that will be tried again by itself, and when (INV-11: shown as retrying). */
export interface WaitingTable {
  mall: string
  step: string
  item: string
  tries: number
  next_at: number
  since: number
  code: string
  /** JSON values for the translated text. */
  params: string
}

/** What waits for a person, with the reason (INV-11: shown as held). Open while `resolved_at` is null. */
export interface HeldTable {
  id: Generated<number>
  mall: string
  /** What `subject` names. `round`: a stock round of the whole mall. */
  kind: 'order' | 'parcel' | 'sku' | 'carrier' | 'round'
  subject: string
  /** Our code of the reason, a key of `texts/`. Stored, never renamed. */
  reason: string
  params: string
  since: number
  run_id: string | null
  resolved_at: number | null
  resolved_by: string | null
}

/** A side of a mall that stands still until someone acts or a probe succeeds (INV-11: shown as paused). */
export interface PausedTable {
  mall: string
  side: 'temu' | 'jtl'
  code: string
  params: string
  since: number
  /** A run before this instant does not touch the side; a run after it tries, and a success ends the pause. */
  probe_at: number
}

export interface RunTable {
  id: string
  flow: string
  mall: string
  mode: 'full' | 'quick'
  /** `died`: found later with no end and a lease long gone. */
  state: 'running' | 'done' | 'failed' | 'stopped' | 'died'
  started_at: number
  finished_at: number | null
  /** JSON: per step its state, counts and error code. */
  steps: string
  trigger: string
}

export interface RunLogTable {
  id: Generated<number>
  run_id: string
  mall: string
  at: number
  level: 'debug' | 'info' | 'warn' | 'error'
  step: string
  subject: string | null
  /** A key of `texts/` or a plain English event name. */
  code: string
  params: string
  /** The job's: empty for lines of before 0004 whose run is gone. */
  flow: string
  mode: 'full' | 'quick'
}

/** One answer as received. Personal fields are replaced by a reference to the order's box. */
export interface ArchiveTable {
  id: Generated<number>
  mall: string
  run_id: string
  /** TEMU's API name. */
  api: string
  /** An order number, a page, a SKU list. */
  subject: string
  /** Relative to the archive folder. */
  file: string
  offset: number
  length: number
  received_at: number
  expires_at: number
}
