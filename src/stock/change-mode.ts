import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { StateTx, Tables } from '../state/index.ts'

/** How a mall takes stock. TEMU documents changes for every seller; where it refuses them, targets are used. */
export interface ChangeMode {
  /** Change calls refused as such in a row since the last accepted one. */
  readonly refused: number
  /** Targets are used until then, then changes are tried again; null: changes are used. */
  readonly targetsUntil: number | null
}

const settingName = (mall: MallId): string => `stock.mode/${mall}`
const refusalsUntilTargets = 2
const targetsForMs = 86_400_000

/** Refusals that may mean "not this list": the simulated and the documented answers to a call one may not make. */
const refusals: ReadonlySet<number> = new Set([150010001, 150010003, 150013003])

/** Is this refusal of a change call perhaps one of changes as such, and not of these SKUs? */
export const mayRefuseChanges = (temuCode: number | null): boolean => temuCode !== null && refusals.has(temuCode)

export async function changeMode(db: Kysely<Tables>, mall: MallId): Promise<ChangeMode> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', settingName(mall)).executeTakeFirst()
  return row ? (JSON.parse(row.value) as ChangeMode) : { refused: 0, targetsUntil: null } // written below only
}

export const usesTargets = (mode: ChangeMode, now: number): boolean =>
  mode.targetsUntil !== null && mode.targetsUntil > now

/** Counts what became of the change calls of a round. Returns true when the mall switches to targets now. */
export async function countChanges(
  tx: StateTx,
  mall: MallId,
  calls: { readonly accepted: number; readonly refused: number },
  now: number,
): Promise<boolean> {
  const before = await changeMode(tx, mall)
  if (calls.accepted === 0 && calls.refused === 0) return false
  const refused = calls.accepted > 0 ? 0 : before.refused + calls.refused
  const switches = refused >= refusalsUntilTargets && !usesTargets(before, now)
  const after: ChangeMode = {
    refused,
    targetsUntil: switches ? now + targetsForMs : calls.accepted > 0 ? null : before.targetsUntil,
  }
  if (after.refused === before.refused && after.targetsUntil === before.targetsUntil) return false
  const row = { value: JSON.stringify(after), updated_at: now }
  await tx
    .insertInto('setting')
    .values({ name: settingName(mall), ...row })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute()
  return switches
}
