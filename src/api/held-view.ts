import type { z } from 'zod'
import { codeText } from '../code-text.ts'
import type { HeldItem, PausedSide, RetryingItem } from '../engine/index.ts'
import { actionFor } from '../held/index.ts'
import type { Language } from '../texts/index.ts'
import type { heldItemSchema, pausedSideSchema, retryingItemSchema } from './contract/held-contract.ts'

export const heldView = (item: HeldItem, language: Language): z.input<typeof heldItemSchema> => ({
  id: item.id,
  mall: item.mall,
  kind: item.kind,
  subject: item.subject,
  reason: item.reason,
  params: item.params,
  since: item.since,
  ...heldWords(item, language),
  action: actionFor(item.reason),
})

/** The sentences of a reason, filled with what is known of the item. */
export function heldWords(
  { reason, subject, params }: Pick<HeldItem, 'reason' | 'subject' | 'params'>,
  language: Language,
): { readonly title: string; readonly cure: string | null } {
  const { title, cure } = codeText(reason, language, { subject, order: subject, ...params })
  return { title, cure: cure ?? null }
}

export function retryingView(item: RetryingItem, language: Language): z.input<typeof retryingItemSchema> {
  const { mall, step, tries, nextAt, since, code } = item
  const { title, cure } = codeText(code, language, { subject: item.item, ...item.params })
  return { mall, step, item: item.item, tries, nextAt, since, code, title, cure: cure ?? null }
}

export function pausedView(paused: PausedSide, language: Language): z.input<typeof pausedSideSchema> {
  const { mall, side, code, since, probeAt, params } = paused
  const { title, cure } = codeText(code, language, params)
  return { mall, side, code, since, probeAt, title, cure: cure ?? null }
}
