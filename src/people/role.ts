import type { MallId } from '../lib/index.ts'

export const roles = ['viewer', 'operator', 'admin'] as const
/** What a person or a key may do; each role may do what the ones before it may. */
export type Role = (typeof roles)[number]
/** The stores somebody may see. */
export type Malls = 'all' | readonly MallId[]

/** Who asks. */
export interface Caller {
  readonly kind: 'person' | 'key'
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly malls: Malls
  readonly sessionId?: string
  /** The password was given within the last ten minutes. A key never is. */
  readonly isFresh: boolean
  readonly language?: 'de' | 'en'
}

export const isAtLeast = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)

/** Is every store of `part` one of `whole`? */
export const isWithin = (part: Malls, whole: Malls): boolean =>
  whole === 'all' || (part !== 'all' && part.every(mall => whole.includes(mall)))

export const mallsToText = (malls: Malls): string => (malls === 'all' ? 'all' : JSON.stringify(malls))

/** Reads what `mallsToText` wrote. */
export const mallsFromText = (text: string): Malls => (text === 'all' ? 'all' : (JSON.parse(text) as readonly MallId[])) // only mallsToText writes the column
