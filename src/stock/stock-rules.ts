import type { MallId, TemuSkuId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import { builtInRules, type OfferRules, type RuleName, type WinningRule } from './offer.ts'

/** What a rule says; null: not said here, the next wider rule decides. */
export interface RuleValues {
  /** Pieces that stay unsold. */
  readonly buffer: number | null
  /** Whole percent of what is left, 0–100. */
  readonly percent: number | null
  readonly cap: number | null
  /** Fewer than this are not offered. */
  readonly minimum: number | null
  /** A ceiling; for articles whose stock JTL does not keep, the number itself. */
  readonly fixed: number | null
  /** true: sells nothing (offer 0). */
  readonly paused: boolean | null
}

/** A rule of one SKU (`mall`, `skuId`), of a mall (`skuId` null) or the default (both null). */
export interface StockRule extends RuleValues {
  readonly mall: MallId | null
  readonly skuId: TemuSkuId | null
  readonly updatedAt: number
}

export type SetRuleResult =
  | { readonly kind: 'ok'; readonly affected: number }
  | WrongRule
  | { readonly kind: 'unknown-sku' }

export interface WrongRule {
  readonly kind: 'wrong'
  readonly problems: readonly { readonly name: RuleName; readonly problem: string }[]
}

export async function listStockRules(db: State['db']): Promise<readonly StockRule[]> {
  const rows = await db.selectFrom('stock_rule').selectAll().orderBy('mall').orderBy('sku_id').execute()
  return rows.map(row => ({
    mall: row.mall === '' ? null : (row.mall as MallId), // written by setStockRule
    skuId: row.sku_id === '' ? null : (row.sku_id as TemuSkuId), // as above
    buffer: row.buffer,
    percent: row.percent,
    cap: row.cap,
    minimum: row.minimum,
    fixed: row.fixed,
    paused: row.paused === null ? null : row.paused === 1,
    updatedAt: row.updated_at,
  }))
}

/** Changes the named values of a rule (null takes one back) and makes every offer it touches due. */
export async function setStockRule(
  state: State,
  where: { readonly mall: MallId | null; readonly skuId: TemuSkuId | null },
  values: Partial<RuleValues>,
  now: number,
): Promise<SetRuleResult> {
  const problems = ruleProblems(values)
  if (problems.length > 0) return { kind: 'wrong', problems }
  return await state.transaction(async tx => {
    if (where.skuId !== null && (where.mall === null || !(await isListed(tx, where.mall, where.skuId))))
      return { kind: 'unknown-sku' as const }
    const row = {
      ...(values.buffer === undefined ? {} : { buffer: values.buffer }),
      ...(values.percent === undefined ? {} : { percent: values.percent }),
      ...(values.cap === undefined ? {} : { cap: values.cap }),
      ...(values.minimum === undefined ? {} : { minimum: values.minimum }),
      ...(values.fixed === undefined ? {} : { fixed: values.fixed }),
      ...(values.paused === undefined ? {} : { paused: values.paused === null ? null : values.paused ? 1 : 0 }),
      updated_at: now,
    }
    const nothing = { buffer: null, percent: null, cap: null, minimum: null, fixed: null, paused: null }
    await tx
      .insertInto('stock_rule')
      .values({ mall: where.mall ?? '', sku_id: where.skuId ?? '', ...nothing, ...row })
      .onConflict(conflict => conflict.columns(['mall', 'sku_id']).doUpdateSet(row))
      .execute()
    let due = tx.updateTable('offer').set({ due_at: now })
    if (where.mall !== null) due = due.where('mall', '=', where.mall)
    if (where.skuId !== null) due = due.where('sku_id', '=', where.skuId)
    const { numUpdatedRows } = await due.executeTakeFirst()
    return { kind: 'ok' as const, affected: Number(numUpdatedRows) }
  })
}

async function isListed(tx: StateTx, mall: MallId, skuId: TemuSkuId): Promise<boolean> {
  const found = await tx
    .selectFrom('listing')
    .select('sku_id')
    .where('mall', '=', mall)
    .where('sku_id', '=', skuId)
    .executeTakeFirst()
  return found !== undefined
}

/** Numbers that make no sense (−3, 12.5, 101 %) are refused, never read as 0. */
export function ruleProblems(values: Partial<RuleValues>): WrongRule['problems'] {
  const names = ['buffer', 'percent', 'cap', 'minimum', 'fixed'] as const
  return names.flatMap(name => {
    const value = values[name]
    const most = name === 'percent' ? 100 : 999_999
    if (value === undefined || value === null || (Number.isInteger(value) && value >= 0 && value <= most)) return []
    return [{ name, problem: `must be a whole number from 0 to ${most}` }]
  })
}

type RuleRow = Pick<Row<'stock_rule'>, RuleName>

/** The values that hold for one SKU: its own rule, else the mall's, else the default, else what is built in. */
export function rulesFor(
  sku: RuleRow | undefined,
  mall: RuleRow | undefined,
  standard: RuleRow | undefined,
): OfferRules {
  const wonBy: Partial<Record<RuleName, WinningRule>> = {}
  const win = (name: RuleName): number | null => {
    for (const [by, rule] of [
      ['sku', sku],
      ['mall', mall],
      ['default', standard],
    ] as const) {
      const value = rule?.[name]
      if (value === undefined || value === null) continue
      wonBy[name] = by
      return value
    }
    return null
  }
  return {
    buffer: win('buffer') ?? builtInRules.buffer,
    percent: win('percent') ?? builtInRules.percent,
    cap: win('cap'),
    minimum: win('minimum') ?? builtInRules.minimum,
    fixed: win('fixed'),
    isPaused: win('paused') === 1,
    wonBy,
  }
}
