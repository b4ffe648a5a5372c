import { DatabaseSync } from 'node:sqlite'
import type { VirtualTime } from './virtual-time.ts'

/** Another program that holds our database for a while, as a backup tool or a second Kontor does: SQLite's own lock. */
export class HeldDatabase {
  readonly #file: string
  readonly #time: VirtualTime

  constructor(file: string, time: VirtualTime) {
    this.#file = file
    this.#time = time
  }

  /** Takes the lock for so long; false when somebody else is writing just now. */
  hold(ms: number): boolean {
    const database = new DatabaseSync(this.#file, { timeout: 0 })
    try {
      database.exec('begin immediate')
    } catch {
      database.close()
      return false
    }
    this.#time.plan(ms, () => {
      database.exec('rollback')
      database.close()
    })
    return true
  }
}
