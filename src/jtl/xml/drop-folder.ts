import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../lib/index.ts'
import type { HandOver, LookResult, PutResult } from '../hand-over.ts'
import { type JtlFaultCode, jtlFault } from '../jtl-errors.ts'
import { latin1Bytes } from './latin1-text.ts'

export interface DropFolderOptions {
  readonly dir: string
  readonly random: Random
}

/** Where an importer moves what it has read; a file there was handed over. */
const archive = 'done'

/**
 * Orders go into a folder as files that JTL (or a person in JTL) imports. A file appears whole or not at all, is never
 * written over, and never through a link. Synchronous on purpose: nothing can happen between looking and writing.
 */
export function createDropFolder({ dir, random }: DropFolderOptions): HandOver {
  return {
    kind: 'folder',
    mark: async () => '',
    put: async (order, options) => {
      options?.signal?.throwIfAborted()
      const doing = `Sending order ${order.orderNumber} to the drop folder of JTL`
      const bytes = latin1Bytes(order.xml.reveal('the order XML is for the drop folder of JTL'))
      return putFile(dir, order.orderNumber, bytes, random.bytes(6).toString('hex'), doing)
    },
    look: async order =>
      lookFor(dir, order.orderNumber, `Looking for order ${order.orderNumber} in the drop folder of JTL`),
  }
}

/** The number itself where it is harmless as a file name everywhere, else a hash of it. */
export function dropFileName(orderNumber: string): string {
  const harmless = /^[A-Za-z0-9-]{1,64}$/.test(orderNumber)
  const name = harmless ? orderNumber : createHash('sha256').update(orderNumber).digest('hex').slice(0, 32)
  return `jtl_temu_bestellungen_${name}.xml`
}

function putFile(dir: string, orderNumber: string, bytes: Buffer, attempt: string, doing: string): PutResult {
  const base = openFolder(dir, doing)
  const name = dropFileName(orderNumber)
  if (isThere(join(base, name), doing) || isThere(join(base, archive, name), doing)) return { kind: 'already-there' }
  // A name of its own per attempt: a second writer can never complete or overwrite our half file.
  const part = join(base, `${name}.${attempt}.part`)
  try {
    removeParts(base, name)
    writeDurably(part, bytes)
    const isOurs = appear(part, join(base, name))
    syncFolder(base)
    return isOurs ? { kind: 'put', receipt: name } : { kind: 'already-there' }
  } catch (error) {
    throw folderFault(error, doing)
  } finally {
    remove(part)
  }
}

/** Parts of this order that a crash left behind hold personal data. A writer whose part goes fails before it appears. */
function removeParts(base: string, name: string): void {
  for (const entry of readdirSync(base))
    if (entry.startsWith(`${name}.`) && entry.endsWith('.part')) remove(join(base, entry))
}

function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o660)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** INV-1: false when the name is taken. A hard link is refused by the file system then; a rename would write over it. */
function appear(part: string, path: string): boolean {
  try {
    linkSync(part, path)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    // Shares and sticks without hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR', 'UNKNOWN'].includes(code)) throw error
    if (statOf(path) !== undefined) return false
    renameSync(part, path)
    return true
  }
}

function lookFor(dir: string, orderNumber: string, doing: string): LookResult {
  const base = openFolder(dir, doing)
  const name = dropFileName(orderNumber)
  if (isThere(join(base, name), doing)) return { kind: 'waiting', receipt: name }
  if (isThere(join(base, archive, name), doing)) return { kind: 'taken', receipt: name }
  return { kind: 'absent' }
}

/** The folder's real path; a link in its place could point anywhere. */
function openFolder(dir: string, doing: string): string {
  try {
    const folder = lstatSync(dir)
    if (folder.isSymbolicLink()) throw jtlFault('jtl.folder-is-link', doing)
    if (!folder.isDirectory()) throw jtlFault('jtl.folder-missing', doing)
    return realpathSync(dir)
  } catch (error) {
    throw folderFault(error, doing)
  }
}

function isThere(path: string, doing: string): boolean {
  try {
    const found = statOf(path)
    if (found?.isSymbolicLink()) throw jtlFault('jtl.folder-is-link', doing)
    return found !== undefined
  } catch (error) {
    throw folderFault(error, doing)
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw error
  }
}

/** Making the name durable too. Windows and some shares cannot; the file itself is safe there. */
function syncFolder(base: string): void {
  try {
    const folder = openSync(base, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    return
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Not there any more, or not ours to remove; the next attempt of this order tries again.
    return
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const faultOfCode: ReadonlyMap<string, JtlFaultCode> = new Map<string, JtlFaultCode>([
  ['ENOENT', 'jtl.folder-missing'],
  ['ENOTDIR', 'jtl.folder-missing'],
  ['EACCES', 'jtl.folder-not-writable'],
  ['EPERM', 'jtl.folder-not-writable'],
  ['EROFS', 'jtl.folder-not-writable'],
  ['ENOSPC', 'jtl.disk-full'],
  ['EDQUOT', 'jtl.disk-full'],
  ['ELOOP', 'jtl.folder-is-link'],
])

/** For tests: a full disk cannot be made on every machine. */
export function folderFault(error: unknown, doing: string): Error {
  if (error instanceof Error && error.name === 'JtlError') return error
  const code = codeOf(error)
  return jtlFault(faultOfCode.get(code) ?? 'jtl.folder-failed', doing, code ? { detail: code, params: { code } } : {})
}
