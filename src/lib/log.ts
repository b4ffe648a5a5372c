import { existsSync, mkdirSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import { ConnectorError, describeForeign } from './errors.ts'
import { Personal, Secret } from './secret.ts'

/** Order numbers, SKUs, counts, request ids. Secrets and personal data print as `[secret]` and `[personal]`. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | null | undefined | Secret | Personal<unknown>>
>

/** What the process says beside its runs: start, stop, faults of the service and the schedules. `code` is our own word. */
export interface Log {
  info(code: string, fields?: LogFields): void
  warn(code: string, fields?: LogFields): void
  /** Of a foreign error only class and code are kept, and where it was thrown: its message quotes data. */
  fault(code: string, error: unknown, fields?: LogFields): void
}

export interface LogOptions {
  readonly level: 'info' | 'warn' | 'error'
  /** Lines are added to this file; undefined: the standard error stream. */
  readonly file: string | undefined
  readonly clock: Clock
}

/** JSON lines, written at once. A file that cannot be opened, a full disk or a closed stream never ends the process. */
export function createLog(options: LogOptions): Log {
  let opened: Logger | undefined
  const logger = (): Logger => {
    opened ??= openPino(options)
    return opened
  }
  return {
    info: (code, fields) => logger().info({ code, ...printable(fields) }),
    warn: (code, fields) => logger().warn({ code, ...printable(fields) }),
    fault: (code, error, fields) => logger().error({ code, ...printable(fields), ...faultFields(error) }),
  }
}

function openPino({ level, file, clock }: LogOptions): Logger {
  // Loading it takes a fifth of a second: most commands never say anything here.
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino') // its own types
  const opened = file === undefined ? { fd: stderrFd } : openFile(file)
  const destination = pino.destination({ fd: opened.fd, sync: true })
  destination.on('error', () => {})
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: name => ({ level: name }) },
    },
    destination,
  )
  if ('fault' in opened) logger.error({ code: 'log-file-not-writable', file, fault: opened.fault })
  return logger
}

const stderrFd = 2

/** The file, for adding; standard error with the reason where that cannot be, so that nothing is lost without a word. */
function openFile(file: string): { readonly fd: number } | { readonly fd: number; readonly fault: string } {
  try {
    const folder = dirname(file)
    // One level: making several at once never ends where a folder refuses children (/proc; Node 24).
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
    return { fd: openSync(file, 'a', 0o600) }
  } catch (error) {
    return { fd: stderrFd, fault: describeForeign(error) }
  }
}

/** One kind of value or another, never an object: what a person typed elsewhere must not become a second line or a colour. */
function printable(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, printed(value)]))
}

function printed(value: unknown): unknown {
  if (typeof value === 'string') return cut(value)
  if (value instanceof Secret || value instanceof Personal) return value.toString()
  if (typeof value === 'object' && value !== null) return '[object]'
  return value
}

const cut = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ').slice(0, 500)

function faultFields(error: unknown): Record<string, unknown> {
  const isOurs = error instanceof ConnectorError
  return {
    fault: cut(describeForeign(error)),
    ...(isOurs ? { hint: cut(error.hint) } : {}),
    ...(error instanceof Error ? { frames: framesOf(error) } : {}),
  }
}

/** Function and file of the first calls, without the message that stands before them. */
function framesOf({ name, message, stack = '' }: Error): readonly string[] {
  const head = stack.startsWith(`${name}: ${message}`) ? `${name}: ${message}`.length : stack.indexOf('\n    at ')
  return stack
    .slice(Math.max(0, head))
    .split('\n')
    .flatMap(line => /^ {4}at (.+)$/.exec(line)?.[1] ?? [])
    .slice(0, 8)
    .map(frame => cut(frame))
}
