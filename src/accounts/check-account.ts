import type { Clock } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Temu } from '../temu/index.ts'
import type { Mall } from './mall.ts'
import { mallById } from './mall-store.ts'

/** One API Kontor calls, and what is lost without it (a key of texts/). */
export interface UsedApi {
  readonly api: string
  readonly without: string
  /** Without it nothing useful can be done. */
  readonly isRequired: boolean
}

export const usedApis: readonly UsedApi[] = [
  { api: 'bg.order.list.v2.get', without: 'without-orders', isRequired: true },
  { api: 'bg.order.detail.v2.get', without: 'without-order-detail', isRequired: false },
  { api: 'bg.order.shippinginfo.v2.get', without: 'without-addresses', isRequired: true },
  { api: 'bg.order.decryptshippinginfo.get', without: 'without-decrypt', isRequired: false },
  { api: 'temu.order.amount.v2.query', without: 'without-amounts-v2', isRequired: false },
  { api: 'bg.order.amount.query', without: 'without-amounts-v1', isRequired: false },
  { api: 'bg.logistics.companies.get', without: 'without-carriers', isRequired: true },
  { api: 'bg.logistics.warehouse.list.get', without: 'without-warehouses', isRequired: false },
  { api: 'bg.logistics.shipment.v2.confirm', without: 'without-confirm', isRequired: true },
  { api: 'bg.logistics.shipment.v2.get', without: 'without-read-back', isRequired: true },
  { api: 'bg.logistics.shipment.shippingtype.update', without: 'without-tracking-edit', isRequired: false },
  { api: 'bg.aftersales.cancel.list.get', without: 'without-cancellations', isRequired: true },
  { api: 'bg.local.goods.sku.list.query', without: 'without-listings', isRequired: true },
  { api: 'bg.local.goods.stock.edit', without: 'without-stock-edit', isRequired: true },
  { api: 'temu.local.goods.sku.stock.query', without: 'without-stock-read', isRequired: true },
]

export type AccountWarning =
  | { readonly code: 'token-expired' }
  | { readonly code: 'token-expires-soon'; readonly days: number }
  | { readonly code: 'api-not-granted'; readonly api: string; readonly without: string; readonly isRequired: boolean }
  /** The token belongs to another store than the one this mall had before: nothing may be mixed up. */
  | { readonly code: 'token-of-another-store' }

export interface AccountCheck {
  readonly mall: Mall
  readonly warnings: readonly AccountWarning[]
  /** Empty when TEMU did not say which APIs the token may call. */
  readonly granted: readonly string[]
}

const dayMs = 86_400_000
/** TEMU documents no lifetime that sources agree on, so only `expiredTime` counts; warned from 30 days before. */
const warnDays = 30

/**
 * Asks TEMU about the token (one call, proves key, secret, IP and token) and keeps what it says. Faults of the call are
 * thrown as they are. A token of another store is not kept.
 */
export async function checkAccount(
  parts: { readonly state: State; readonly clock: Clock; readonly temu: Pick<Temu, 'tokenInfo'>; readonly mall: Mall },
  signal?: AbortSignal,
): Promise<AccountCheck> {
  const { state, clock, mall } = parts
  const { value } = await parts.temu.tokenInfo({ signal })
  const now = clock.now()
  if (mall.temuMallId !== null && mall.temuMallId !== value.mallId)
    return { mall, warnings: [{ code: 'token-of-another-store' }], granted: value.apiScopeList }
  const kept = await state.transaction(async tx => {
    await tx
      .updateTable('mall')
      .set({
        temu_mall_id: value.mallId,
        region_id: value.regionId,
        token_expires_at: value.expiredTime,
        scopes: value.apiScopeList.length > 0 ? JSON.stringify(value.apiScopeList) : null,
        checked_at: now,
        updated_at: now,
      })
      .where('mall', '=', mall.id)
      .execute()
    return mallById(tx, mall.id)
  })
  return { mall: kept, warnings: accountWarnings(kept, now), granted: value.apiScopeList }
}

/** What a person should know about an account, from what was last read. */
export function accountWarnings(mall: Mall, now: number): readonly AccountWarning[] {
  const warnings: AccountWarning[] = []
  if (mall.tokenExpiresAt !== null) {
    const days = Math.floor((mall.tokenExpiresAt - now) / dayMs)
    if (mall.tokenExpiresAt <= now) warnings.push({ code: 'token-expired' })
    else if (days < warnDays) warnings.push({ code: 'token-expires-soon', days })
  }
  const granted = mall.scopes
  if (granted)
    for (const { api, without, isRequired } of usedApis)
      if (!granted.includes(api)) warnings.push({ code: 'api-not-granted', api, without, isRequired })
  return warnings
}
