import { z } from 'zod'

/** The mall's short name, as in every address. */
export const mallIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,29}$/)

/** An instant, milliseconds since 1970 UTC. */
export const instantSchema = z.int().min(0).max(8_640_000_000_000_000)

/** What every list takes: how many, and where the page before ended. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** `next` of the page before, unchanged. */
  cursor: z
    .string()
    .regex(/^[\w-]{1,1000}$/)
    .optional(),
}

/** A page of a list: `next` is null on the last one. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })

/** An instant in a query string. */
export const instantQuery = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

/** `?state=due&state=held`: one value or several. */
export const listQuery = <Item extends z.ZodType>(item: Item) =>
  z.union([item, z.array(item).min(1).max(50)]).transform(value => (Array.isArray(value) ? value : [value]))
