import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { fileFault } from './state-errors.ts'

/**
 * Appends and waits until it is on the disk; returns the offset where `text` begins. A line that a crash cut is ended
 * first, so that it spoils no line but itself. Synchronous: the simulation's order of events must not depend on threads.
 */
export function appendDurably(path: string, text: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(path, 'a+', 0o600)
    try {
      let size = fstatSync(file).size
      if (size > 0) {
        const last = Buffer.alloc(1)
        readSync(file, last, 0, 1, size - 1)
        if (last[0] !== 0x0a) size += writeAll(file, '\n')
      }
      writeAll(file, text)
      fsyncSync(file)
      return size
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw fileFault(error, `Writing ${path}`)
  }
}

/** Writes beside and renames: a reader sees the old document or the new one, never half of one. */
export function replaceDurably(path: string, parts: Iterable<string>, mode = 0o600): void {
  const beside = `${path}.new`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    rmSync(beside, { force: true })
    const file = openSync(beside, 'wx', mode)
    try {
      for (const part of parts) writeAll(file, part)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
    syncFolder(dirname(path))
  } catch (error) {
    throw fileFault(error, `Writing ${path}`)
  }
}

/** Makes a rename last through a power cut. Windows cannot open folders and needs no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32' || !existsSync(folder)) return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeAll(file: number, text: string): number {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  return bytes.length
}
