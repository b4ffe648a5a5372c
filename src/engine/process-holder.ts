import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who this process is, for leases: host and process in words, and on Linux what makes it unmistakable (boot, process
 * namespace, start of the process). `web1/4711 (f81d…:4026531836:98231)`.
 */
export function processHolder(pid = process.pid): string {
  const identity = identityOf(pid)
  return `${hostname()}/${pid}${identity === undefined ? '' : ` (${identity})`}`
}

/**
 * Has this holder certainly died? Then its lease need not run out first. Only a process of this very machine and namespace
 * that the kernel no longer knows counts as gone; everything else is "perhaps alive": the lease decides. A wrong yes would
 * let two runners touch an outside that knows no token (INV-9).
 */
export function holderIsGone(holder: string): boolean {
  const match = /^(.+)\/(\d+) \(([^:]+):([^:]+):(\d+)\)$/.exec(holder)
  const mine = identityOf(process.pid)?.split(':')
  if (!match || !mine) return false
  const [, host, pid, boot, namespace, start] = match
  if (host !== hostname()) return false
  // Another boot or namespace may as well be another machine with the same name (containers): the lease decides.
  if (boot !== mine[0] || namespace !== mine[1]) return false
  return startOf(Number(pid)) !== start
}

function identityOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
    const start = startOf(pid)
    return namespace === undefined || start === undefined ? undefined : `${boot}:${namespace}:${start}`
  } catch {
    return undefined // not Linux: a lease runs out by itself
  }
}

/** When a process began, in clock ticks since the boot; undefined when there is none, or only what is left of a dead one. */
function startOf(pid: number): string | undefined {
  try {
    // After the name in brackets, which may hold anything: state is the 1st field, start time the 20th (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
