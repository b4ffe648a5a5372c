import { createSecretKey, type KeyObject } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Random } from '../lib/index.ts'
import { fileFault, StateError } from './state-errors.ts'

/** Bytes of a master key and of every data key. */
export const keyBytes = 32

/** Throws `keyring.readable-by-others`. */
export function refuseReadableByOthers(file: string): void {
  // Windows keeps rights in access lists; the installer sets them, the mode bits say nothing.
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return
  throw new StateError(`Others on this machine can read ${file}.`, {
    code: 'keyring.readable-by-others',
    reaction: 'pause',
    hint: `Run: chmod 600 ${file}`,
  })
}

/** The master key of the file, made at first start where `mayMake` says so. */
export function readMaster(file: string, mayMake: boolean, random: Random): KeyObject {
  if (!existsSync(file)) {
    if (!mayMake)
      throw new StateError(`The master key ${file} is missing, but a key ring made with one is there.`, {
        code: 'keyring.no-master-key',
        reaction: 'pause',
        hint: 'Put the master key back, or set KONTOR_SECRET_KEY_FILE to where it lies.',
      })
    makeMaster(file, random)
  }
  refuseReadableByOthers(file)
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (bytes.length !== keyBytes)
    throw new StateError(`${file} is not a master key: 64 hex digits are expected.`, {
      code: 'keyring.wrong-master-key',
      reaction: 'pause',
      hint: 'Restore the file, or make a new one with: openssl rand -hex 32 (only where no key ring exists yet).',
    })
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

/** Never over an existing file: two first starts at once use the same key. */
function makeMaster(file: string, random: Random): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const handle = openSync(file, 'wx', 0o600)
    try {
      writeSync(handle, `${random.bytes(keyBytes).toString('hex')}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    chmodSync(file, 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw fileFault(error, `Making the master key ${file}`)
  }
}
