export type {
  Archive,
  ArchiveEntry,
  NewArchiveEntry,
  ReplayEntry,
} from './archive.ts'
export { readArchiveDir } from './archive-files.ts'
export type { Boxes, BoxKind, ErasedOrder, NewBox, OpenedBox } from './boxes.ts'
export { lockDataFolder } from './folder-lock.ts'
export { type KeyKind, type Keyring, openKeyring } from './keyring.ts'
export { openState } from './open-state.ts'
export type { NewRow, Row, RowChanges } from './rows.ts'
export type { SecretInfo, Secrets } from './sealed-secrets.ts'
export type { State, StateTx } from './state.ts'
export type { Tables } from './tables.ts'
