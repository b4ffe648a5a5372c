import { createHmac } from 'node:crypto'
import type { Desk } from './people.ts'

const periodMs = 30_000
/** better-auth takes the step before and after; one more, in case a step ends between its look at the clock and ours. */
const reach = 2

/** RFC 4226: the code of one step. */
export function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/**
 * better-auth takes a code as often as it comes, and the one before it. So each step is used up by its first code: true for
 * that one; false when it, or a later one, was used before. A code of no step near now is better-auth's to refuse.
 */
export async function takeStep(
  desk: Pick<Desk, 'state' | 'clock'>,
  personId: string,
  secret: string,
  code: string,
): Promise<boolean> {
  const now = Math.floor(desk.clock.now() / periodMs)
  const steps = Array.from({ length: 2 * reach + 1 }, (_, at) => now - reach + at)
  const step = steps.findLast(each => codeOfStep(secret, each) === code)
  if (step === undefined) return true
  const { numUpdatedRows } = await desk.state.transaction(tx =>
    tx
      .updateTable('person_second_factor')
      .set({ used_step: step })
      .where('person_id', '=', personId)
      .where(or => or.or([or('used_step', 'is', null), or('used_step', '<', step)]))
      .executeTakeFirstOrThrow(),
  )
  return numUpdatedRows > 0n
}
