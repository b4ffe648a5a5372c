import type { Jtl } from '../jtl/index.ts'
import type { Life } from './life.ts'

const latencyMs = 8

/** JTL as one life sees it: every question and every write takes its time, and the life may end on either side of it. */
export function portedJtl(jtl: Jtl, life: Life): Jtl {
  return new Proxy(jtl, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (typeof name === 'symbol' || typeof value !== 'function') return value
      return (...args: readonly unknown[]) =>
        life.port(`jtl ${name}`, latencyMs, (): unknown => Reflect.apply(value, target, args), itemOf(args[0]))
    },
  })
}

/** The order, or the orders, that a question or a write is about; keys of articles and rows as they are. */
function itemOf(asked: unknown): string | undefined {
  if (Array.isArray(asked)) return asked.join(' ')
  if (typeof asked !== 'object' || asked === null) return undefined
  if ('orderNumber' in asked) return String(asked.orderNumber)
  return 'keys' in asked && Array.isArray(asked.keys) ? asked.keys.join(' ') : undefined
}
