import { accessSync, constants } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders of simulated lives: in memory where there is such a file system, because every commit waits for its disk. */
export function fastFolder(name: string): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return join('/dev/shm', `kontor-${name}-${process.pid}`)
  } catch {
    return join(tmpdir(), `kontor-${name}-${process.pid}`)
  }
}
