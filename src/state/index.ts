export type {
  NewArchiveEntry,
  ReplayEntry,
} from './archive.ts'
export { readArchiveDir } from './archive-files.ts'
export type { OpenedBox } from './boxes.ts'
export { type Filling, fillState } from './fill-state.ts'
export { lockDataFolder } from './folder-lock.ts'
export { type Keyring, openKeyring } from './keyring.ts'
export type { SealingKind } from './keys.ts'
export { migrate, migrationStatements } from './migrate.ts'
export { openDriver, openState } from './open-state.ts'
export type { NewRow, Row } from './rows.ts'
export { type Snapshot, type StoredValue, withSnapshot } from './snapshot.ts'
export type { State, StateTx } from './state.ts'
export type { Tables } from './tables.ts'
