import { z } from 'zod'

/**
 * The small pieces TEMU's answers are made of. Three rules hold for every schema beside this file:
 * names stay TEMU's, instants become integer ms UTC (TEMU mixes seconds and milliseconds, by field), ids become text.
 * What TEMU leaves out and what it sends as null are the same to us: null. Unknown fields are dropped from the value
 * (they stay in `raw`); unknown enum values are kept as they are, and whoever reads them does not touch the thing.
 */

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value)

/** An id: TEMU sends a number or text, and may pass 2^53 (then `parseTemuJson` already made it text). */
export const wireId = <Id extends string>(brand: (text: string) => Id) =>
  z.transform((value: unknown, context): Id => {
    if (typeof value === 'string' && value !== '') return brand(value)
    if (isWhole(value)) return brand(String(value))
    context.issues.push({ code: 'custom', message: 'not an id', input: undefined })
    return z.NEVER
  })

export const plainId = wireId(text => text)

/** A whole number, or text that is one. Some APIs quote their integers. */
export const whole = z.transform((value: unknown, context): number => {
  if (isWhole(value)) return value
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  context.issues.push({ code: 'custom', message: 'not a whole number', input: undefined })
  return z.NEVER
})

/** Absent, null and (for text TEMU leaves blank) nothing else: null. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .optional(z.nullable(schema))
    .transform((value): z.output<Schema> | null => (value as z.output<Schema> | null | undefined) ?? null)

/** Text, absent as ''. Numbers are accepted as text: post codes and SKUs arrive unquoted from some sellers' tools. */
export const textOrEmpty = z.transform((value: unknown, context): string => {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  context.issues.push({ code: 'custom', message: 'not text', input: undefined })
  return z.NEVER
})

/** A list, absent and null as []. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .optional(z.nullable(z.array(schema)))
    .transform((value): z.output<Schema>[] => (value as z.output<Schema>[] | null | undefined) ?? [])

export const texts = listOf(z.string())

/**
 * An instant sent in seconds → ms. 0 and −1 stand for "not yet" in several fields: null. A value that is already in
 * milliseconds (13 digits) is taken as such: TEMU's pages disagree on the unit here and there, the size does not.
 */
const instant = (value: unknown): number | null | undefined => {
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (!isWhole(number)) return undefined
  if (number <= 0) return null
  return number < 100_000_000_000 ? number * 1000 : number
}

export const instantOrNull = z.transform((value: unknown, context): number | null => {
  const at = instant(value)
  if (at !== undefined) return at
  context.issues.push({ code: 'custom', message: 'not an instant', input: undefined })
  return null
})

export const instantAt = z.transform((value: unknown, context): number => {
  const at = instant(value)
  if (typeof at === 'number') return at
  context.issues.push({ code: 'custom', message: 'not an instant', input: undefined })
  return z.NEVER
})

/** true, 1, "true" and their opposites; anything else is null: "TEMU did not say". */
export const flagOrNull = z.transform((value: unknown): boolean | null => {
  if (value === true || value === 1 || value === 'true' || value === '1') return true
  if (value === false || value === 0 || value === 'false' || value === '0') return false
  return null
})

export interface WireMoney {
  /** Integer minor units: cents. */
  readonly amount: number
  readonly currency: string
}

/**
 * `{amount, currency}`; absent, null and an empty object are null. Integer minor units, quoted or not; a fraction is
 * refused: its unit would be a guess.
 */
export const moneyOrNull = z.transform((value: unknown, context): WireMoney | null => {
  if (value === undefined || value === null) return null
  if (typeof value === 'object') {
    const { amount, currency } = value as { amount?: unknown; currency?: unknown }
    const cents = typeof amount === 'string' && /^-?\d{1,15}$/.test(amount) ? Number(amount) : amount
    if (isWhole(cents) && typeof currency === 'string') return { amount: cents, currency }
    if (amount === undefined || amount === null) return null
  }
  context.issues.push({ code: 'custom', message: 'not an amount in minor units', input: undefined })
  return null
})

/** `{name, value: 0|1}` labels as the set of names that are set. */
export const labels = z
  .optional(z.nullable(z.array(z.object({ name: z.string(), value: z.unknown() }))))
  .transform(value => (value ?? []).filter(label => label.value === 1 || label.value === true).map(label => label.name))

/** One entry of a page that does not have the expected shape. */
export interface Unreadable {
  /** TEMU's id of the entry, when it has one. */
  readonly id: string | null
  /** Which fields are wrong, by path (`orderList.0.quantity: not a whole number`); never their values. */
  readonly problems: readonly string[]
}

/**
 * The paths and kinds of a shape's problems. zod's own messages may quote values, which may be personal, so only those
 * of our own checks are kept: they are fixed sentences. Of a union, the branch that fits best speaks.
 */
export const shapeProblems = (error: { readonly issues: readonly z.core.$ZodIssue[] }): string[] =>
  error.issues.slice(0, 8).flatMap(issue => {
    const path = issue.path.map(String).join('.')
    if (issue.code === 'invalid_union') {
      const best = issue.errors.toSorted((a, b) => a.length - b.length)[0]
      if (best && best.length > 0)
        return shapeProblems({ issues: best }).map(problem => (path === '' ? problem : `${path}.${problem}`))
    }
    // Names of fields nobody asked for are the other side's data.
    const what = issue.code === 'custom' ? issue.message : issue.code
    return [path === '' ? what : `${path}: ${what}`]
  })

/**
 * The entries of a page, each read by itself: one odd order must not hide the other ninety-nine (INV-2), nor vanish
 * silently (INV-11), so what cannot be read is listed beside.
 */
export const readEach = <Schema extends z.ZodType>(
  schema: Schema,
  entries: readonly unknown[],
  idOf: (entry: unknown) => unknown,
): { readonly items: z.output<Schema>[]; readonly unreadable: Unreadable[] } => {
  const items: z.output<Schema>[] = []
  const unreadable: Unreadable[] = []
  for (const entry of entries) {
    const read = schema.safeParse(entry)
    if (read.success) items.push(read.data)
    else {
      const id = idOf(entry)
      unreadable.push({
        id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
        problems: shapeProblems(read.error),
      })
    }
  }
  return { items, unreadable }
}

/** A field of something that may not be an object. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
