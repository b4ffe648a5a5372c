import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { replaceDurably } from './durable-files.ts'
import { prepareLockFile } from './sqlite-files.ts'
import { isBusy, StateError, sqliteFault } from './state-errors.ts'

export interface FolderLockOptions {
  readonly dataDir: string
  readonly pid: number
  readonly now: number
}

/**
 * Makes this process the only Kontor that runs flows on a data folder (SQLite). Another `start` on it throws
 * ConnectorError `state.folder-in-use` that names process and folder. Short commands need no lock.
 *
 * The lock is the operating system's own, taken through SQLite on a file of its own: it ends with the process, however that
 * ends, so there is no stale lock and no guessing whether a process id was given again (in a container it is always 1).
 */
export function lockDataFolder({ dataDir, pid, now }: FolderLockOptions): Disposable {
  const lockFile = join(dataDir, 'kontor.lock')
  const holderFile = join(dataDir, 'kontor.pid')
  prepareLockFile(lockFile)
  const lock = new DatabaseSync(lockFile, { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = delete')
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw sqliteFault(error, `the lock ${lockFile}`)
    const holder = readHolder(holderFile)
    throw new StateError(`Another Kontor (${holder}) already works on the data folder ${dataDir}.`, {
      code: 'state.folder-in-use',
      reaction: 'pause',
      hint: 'Stop that one first, or give this one another KONTOR_DATA_DIR. Short commands (orders, held, doctor) may run beside it.',
      params: { holder, folder: dataDir },
    })
  }
  replaceDurably(holderFile, [`${JSON.stringify({ pid, host: hostname(), since: new Date(now).toISOString() })}\n`])
  return {
    [Symbol.dispose]: () => {
      if (lock.isOpen) lock.close()
    },
  }
}

function readHolder(file: string): string {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof holder === 'object' && holder !== null && 'pid' in holder && 'host' in holder)
      return `process ${String(holder.pid)} on ${String(holder.host)}`
  } catch {
    // It is written right after the lock is taken; the lock itself is what counts.
  }
  return 'process unknown'
}
