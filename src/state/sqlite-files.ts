import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { constants, DatabaseSync } from 'node:sqlite'
import { fileFault, sqliteFault } from './state-errors.ts'

/** `kontor.db` and, beside it, `personal.db`. */
export const personalFileOf = (file: string): string => join(dirname(file), 'personal.db')

/** Makes folder and files with rights for the owner only; SQLite alone would make 0644, and its log files copy that. */
export function prepareFiles(file: string): void {
  try {
    const folder = dirname(file)
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const path of [file, personalFileOf(file)]) makeOwn(path)
  } catch (error) {
    throw fileFault(error, `Making the database files beside ${file}`)
  }
}

export function prepareLockFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    makeOwn(file)
  } catch (error) {
    throw fileFault(error, `Making the lock ${file}`)
  }
}

function makeOwn(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

/**
 * One connection with every pragma that erasing rests on (docs/reference/security.md); they hold per connection and schema. `reads` refuses writes.
 * Throws the plain node:sqlite error when busy, so that the caller can wait.
 */
export function openConnection(file: string, use: 'writes' | 'reads' | 'both'): DatabaseSync {
  const inMemory = file === ':memory:'
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  try {
    database.exec(
      `attach database '${(inMemory ? ':memory:' : personalFileOf(file)).replaceAll("'", "''")}' as personal`,
    )
    database.exec('pragma trusted_schema = off; pragma temp_store = memory')
    database.exec('pragma main.secure_delete = on; pragma personal.secure_delete = on')
    if (!inMemory)
      for (const schema of ['main', 'personal'])
        database.exec(`pragma ${schema}.journal_mode = wal; pragma ${schema}.synchronous = full`)
    if (use !== 'writes') database.exec('pragma query_only = on')
    database.enableDefensive(true)
    // No statement may attach another file; the empty name is VACUUM's own.
    database.setAuthorizer((action, name) =>
      action === constants.SQLITE_ATTACH && name !== '' ? constants.SQLITE_DENY : constants.SQLITE_OK,
    )
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** TRUNCATE moves the whole log into the file and cuts it to nothing; `busy` when a reader holds old pages. */
export function checkpoint(database: DatabaseSync, schema: 'main' | 'personal', where: string): 'done' | 'busy' {
  try {
    const row = database.prepare(`pragma ${schema}.wal_checkpoint(truncate)`).get()
    return row?.busy === 1 ? 'busy' : 'done'
  } catch (error) {
    const fault = sqliteFault(error, where)
    if (fault.code === 'state.busy') return 'busy'
    throw fault
  }
}
