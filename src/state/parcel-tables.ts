/** One JTL package (tVersand) of one of our orders. */
export interface ParcelTable {
  mall: string
  /** JTL's kVersand as text. */
  parcel_id: string
  order_id: string
  jtl_order_key: number
  /** JTL's kLieferschein. */
  note_key: number
  note_no: string | null
  /** cIdentCode, or cShipmentId where the mall's setting allows it; letters and digits only; null while late. */
  tracking: string | null
  /** kVersandArt and its name. */
  method_key: number | null
  method_name: string | null
  packed_at: number | null
  shipped_at: number | null
  /** `packed` → `waiting` (no number yet) → `ready` → `sent` → `confirmed`; or `held`, `gone`, `ignored`. */
  state: string
  carrier_id: string | null
  package_sn: string | null
  sent_at: number | null
  confirmed_at: number | null
  /** The number TEMU was told, when it differs later from `tracking`. */
  sent_tracking: string | null
  first_seen_at: number
  updated_at: number
}

/** How many units of a TEMU line a delivery note holds. */
export interface ParcelLineTable {
  mall: string
  note_key: number
  line_id: string
  order_id: string
  quantity: number
}

/** JTL shipping method → TEMU carrier, per mall. */
export interface CarrierMapTable {
  mall: string
  method_key: number
  method_name: string
  carrier_id: string
  carrier_name: string
  /** `auto`: exactly one of TEMU's brands is in the name; `manual`: chosen by a person. */
  chosen: 'auto' | 'manual'
  updated_at: number
}

/** TEMU's live carrier list of a region. */
export interface CarrierTable {
  region_id: number
  carrier_id: string
  name: string
  brand: string
  seen_at: number
}
