import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'
import zlib from 'node:zlib'

/** Who may touch what all the same, by a part of the caller's stack. */
const allowed: readonly { readonly what: string; readonly caller: RegExp; readonly because: string }[] = [
  {
    what: 'setTimeout',
    caller: /node_modules[\\/]undici[\\/]/,
    because: 'undici loads its own fast timers; our dispatcher answers without a socket, so none decides anything',
  },
]

export interface Tripwire extends Disposable {
  /** What was touched, with the stack of the caller; empty: nothing. */
  readonly touched: readonly string[]
}

/**
 * While it is armed, whatever would make two runs of one plan differ throws with the stack of its caller: the machine's clock,
 * chance and timers, sockets, child processes, and everything that a pool of threads answers in its own time. For the whole
 * process, so only in one that does nothing else.
 */
export function armTripwire(): Tripwire {
  const touched: string[] = []
  const restore: (() => void)[] = []
  const trip = (what: string): void => {
    const error = new Error(`A simulated run must not touch ${what}: pass a clock or chance in.`)
    const stack = error.stack ?? ''
    if (allowed.some(one => one.what === what && one.caller.test(stack))) return
    touched.push(stack)
    throw error
  }
  const forbid = (owner: object, name: string, what = name): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    const original: unknown = Reflect.get(owner, name)
    if (!before?.configurable || typeof original !== 'function') return
    const guarded = new Proxy(original, {
      apply: (target, self, args) => {
        trip(what)
        return Reflect.apply(target, self, args)
      },
    })
    Object.defineProperty(owner, name, {
      configurable: true,
      enumerable: before.enumerable ?? true,
      writable: true,
      value: guarded,
    })
    restore.push(() => Object.defineProperty(owner, name, before))
  }
  restore.push(guardDate(trip))
  for (const [owner, names] of forbidden) for (const name of names) forbid(owner, name)
  for (const name of Object.keys(fs.promises)) forbid(fs.promises, name, `fs/promises.${name}`)
  syncBuiltinESMExports()
  return {
    touched,
    [Symbol.dispose]: () => {
      for (const undo of restore.reverse()) undo()
      syncBuiltinESMExports()
    },
  }
}

const forbidden: readonly (readonly [object, readonly string[]])[] = [
  [Math, ['random']],
  // The class itself has no name in the types.
  [Object.getPrototypeOf(performance) as object, ['now']],
  [globalThis, ['setTimeout', 'setInterval', 'fetch']],
  [timers, ['setTimeout', 'setInterval']],
  [timersPromises, ['setTimeout', 'setInterval']],
  [AbortSignal, ['timeout']],
  [crypto, ['randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'pbkdf2', 'scrypt', 'hkdf', 'generateKeyPair']],
  [Crypto.prototype, ['randomUUID', 'getRandomValues']],
  [net, ['connect', 'createConnection', 'createServer']],
  [childProcess, ['spawn', 'exec', 'execFile', 'fork']],
  [zlib, ['gzip', 'gunzip', 'deflate', 'inflate', 'brotliCompress', 'brotliDecompress']],
  [fs, ['readFile', 'writeFile', 'appendFile', 'open', 'rename', 'unlink', 'mkdir', 'readdir', 'stat', 'rm']],
]

/** `new Date(instant)` only takes a number apart; `new Date()` and `Date.now()` ask the machine. */
function guardDate(trip: (what: string) => void): () => void {
  const original = Date
  globalThis.Date = new Proxy(original, {
    apply: (target, self, args) => {
      trip('Date()')
      return Reflect.apply(target, self, args)
    },
    construct: (target, args, made) => {
      if (args.length === 0) trip('new Date()')
      return Reflect.construct(target, args, made)
    },
    get: (target, name, self) => {
      if (name === 'now') trip('Date.now()')
      return Reflect.get(target, name, self)
    },
  })
  return () => {
    globalThis.Date = original
  }
}
