import { isObject } from './gateway-body.ts'
import { Refusal } from './refusal.ts'

/**
 * Reads business parameters as strictly as TEMU does: a quoted "1" for an INTEGER gives 3000000, a missing required
 * one 7000000 (seen, Mexican seller 2026-08). null counts as missing. Unknown parameters are nobody's business.
 */
export type Parameters = Readonly<Record<string, unknown>>

const wrong = (name: string, wanted: string): Refusal =>
  new Refusal(3000000, `Invalid parameter: ${name} must be ${wanted}`)
const missing = (name: string): Refusal => new Refusal(7000000, `Business service error: ${name} is missing`)

export function integer(from: Parameters, name: string): number | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(name, 'an INTEGER')
  return value
}

export function requiredInteger(from: Parameters, name: string): number {
  const value = integer(from, name)
  if (value === undefined) throw missing(name)
  return value
}

/** A LONG, as text. Digits in quotes pass: the documentation's own sample sends carrierId quoted. */
export function long(from: Parameters, name: string): string | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  return longText(value, name)
}

function longText(value: unknown, name: string): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return String(value)
  if (typeof value === 'string' && /^\d+$/.test(value)) return value
  throw wrong(name, 'a LONG')
}

export function requiredLong(from: Parameters, name: string): string {
  const value = long(from, name)
  if (value === undefined) throw missing(name)
  return value
}

export function text(from: Parameters, name: string): string | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw wrong(name, 'a STRING')
  return value
}

export function requiredText(from: Parameters, name: string): string {
  const value = text(from, name)
  if (value === undefined || value === '') throw missing(name)
  return value
}

export function boolean(from: Parameters, name: string): boolean | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw wrong(name, 'a BOOLEAN')
  return value
}

function list(from: Parameters, name: string): readonly unknown[] | undefined {
  const value = from[name]
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw wrong(name, 'an ARRAY')
  return value
}

export function textList(from: Parameters, name: string): readonly string[] | undefined {
  return list(from, name)?.map(value => {
    if (typeof value !== 'string') throw wrong(name, 'an ARRAY of STRING')
    return value
  })
}

export function longList(from: Parameters, name: string): readonly string[] | undefined {
  return list(from, name)?.map(value => longText(value, name))
}

export function objectList(from: Parameters, name: string): readonly Parameters[] | undefined {
  return list(from, name)?.map(value => {
    if (!isObject(value)) throw wrong(name, 'an ARRAY of OBJECT')
    return value
  })
}

export function requiredObjectList(from: Parameters, name: string): readonly Parameters[] {
  const value = objectList(from, name)
  if (value === undefined || value.length === 0) throw missing(name)
  return value
}
