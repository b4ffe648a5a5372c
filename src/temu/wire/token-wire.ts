import { z } from 'zod'
import { instantOrNull, listOf, orNull, plainId, texts, whole } from './wire-value.ts'

/** Result of `bg.open.accesstoken.info.get`. */
export const tokenInfoSchema = z.object({
  /** TEMU's number of the store. */
  mallId: plainId,
  regionId: orNull(whole),
  mallType: orNull(whole),
  /** When the token ends; null when TEMU does not say. */
  expiredTime: instantOrNull,
  /** The APIs this token may call. Empty means TEMU did not say, not "none". */
  apiScopeList: texts,
  authEventCodeList: listOf(z.unknown()).transform(events => events.length),
})
export type TokenInfo = z.output<typeof tokenInfoSchema>
