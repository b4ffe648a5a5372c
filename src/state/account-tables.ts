/** One TEMU store. Its secrets lie sealed in `sealed_secret`. */
export interface MallTable {
  mall: string
  title: string
  endpoint: string
  app_key: string
  /** TEMU's mallId, regionId as bg.open.accesstoken.info.get told them. */
  temu_mall_id: string | null
  region_id: number | null
  enabled: number
  /** JSON MallSettings, see accounts/mall-settings.ts. */
  settings: string
  token_expires_at: number | null
  /** JSON string[]: APIs the token may call. */
  scopes: string | null
  checked_at: number | null
  created_at: number
  updated_at: number
}

/** A secret (app secret, token) sealed with the key ring's `secret` key. */
export interface SealedSecretTable {
  name: string
  kid: number
  sealed: Uint8Array
  set_at: number
}

/** Settings of the whole installation by name, JSON values. */
export interface SettingTable {
  name: string
  value: string
  updated_at: number
}

/** personal.box: all personal data of one order, sealed (AES-256-GCM). The only place that holds any (INV-10). */
export interface BoxTable {
  mall: string
  order_id: string
  /** `order`: address and contact; `xml`: the document as handed over. */
  kind: 'order' | 'xml'
  kid: number
  sealed: Uint8Array
  erase_after: number
  updated_at: number
}
