import { expect, test } from 'vitest'
import { differenceKinds, underWayStates } from '../audit/index.ts'
import { codeText } from '../code-text.ts'
import { hasLabel } from '../texts/index.ts'

test('every kind of difference says what differs and what to do, in both languages; every state of “under way” has a word', () => {
  for (const kind of differenceKinds)
    for (const language of ['de', 'en'] as const) {
      const { title, cure } = codeText(`audit.${kind}`, language, {
        subject: 'PO-1',
        ours: 3,
        theirs: 5,
        detail: 'KT1',
      })
      expect([kind, title]).toEqual([kind, expect.stringMatching(/PO-1.*[.)]$/)])
      expect([kind, cure]).toEqual([kind, expect.stringMatching(/\S{3}.*[.?]$/)])
    }
  expect(underWayStates.filter(state => !hasLabel('underWay', state))).toEqual([])
})
