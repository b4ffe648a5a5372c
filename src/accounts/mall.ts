import type { MallId } from '../lib/index.ts'
import type { MallSettings } from './mall-settings.ts'

/** One TEMU store as Kontor knows it. Its secrets are read with `mallSecrets`. */
export interface Mall {
  readonly id: MallId
  readonly title: string
  readonly endpoint: string
  readonly appKey: string
  /** TEMU's mallId; null until the first check of the account. */
  readonly temuMallId: string | null
  readonly regionId: number | null
  readonly isEnabled: boolean
  readonly settings: MallSettings
  /** Instant (ms) the token dies; null until the first check. */
  readonly tokenExpiresAt: number | null
  /** APIs the token may call; null: not asked yet. */
  readonly scopes: readonly string[] | null
  readonly checkedAt: number | null
  readonly createdAt: number
}
