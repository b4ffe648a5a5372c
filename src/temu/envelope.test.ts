import { describe, expect, it } from 'vitest'
import { openEnvelope } from './envelope.ts'

describe('the envelope', () => {
  it.each([
    ['a plain success', { success: true, errorCode: 1000000, result: { a: 1 } }, { verdict: 'done', result: { a: 1 } }],
    ['a success without a code', { success: true, result: true }, { verdict: 'done', result: true }],
    ['a success without a result', { success: true, errorCode: 1000000 }, { verdict: 'done', result: undefined }],
    ['a refusal', { success: false, errorCode: 3000034 }, { verdict: 'refused', temuCode: 3000034 }],
    ['a code in quotes', { success: false, errorCode: '3000034' }, { verdict: 'refused', temuCode: 3000034 }],
    ['an error code beside success', { success: true, errorCode: 4000004 }, { verdict: 'refused', temuCode: 4000004 }],
    [
      'a refusal with the code of success',
      { success: false, errorCode: 1000000 },
      { verdict: 'refused', temuCode: null },
    ],
    ['a refusal without a code', { success: false }, { verdict: 'refused', temuCode: null }],
    [
      'a second wrapping',
      {
        success: true,
        errorCode: 1000000,
        result: { success: true, errorCode: 0, errorMsg: 'SUC', result: [1], serverTime: 1 },
      },
      { verdict: 'done', result: [1] },
    ],
    [
      'a refusal inside a success',
      { success: true, errorCode: 1000000, result: { success: false, errorCode: 150010005 } },
      { verdict: 'refused', temuCode: 150010005 },
    ],
    [
      'a refusal without a code inside a success',
      { success: true, errorCode: 1000000, result: { success: false } },
      { verdict: 'refused', temuCode: 2000000 },
    ],
    [
      'a result that has success as a field of its own',
      { success: true, errorCode: 1000000, result: { success: true, applySn: '1' } },
      { verdict: 'done', result: { success: true, applySn: '1' } },
    ],
    ['half an answer', undefined, { verdict: 'unreadable' }],
    ['somebody else’s JSON', { error: 'not found' }, { verdict: 'unreadable' }],
    ['a list', [], { verdict: 'unreadable' }],
    ['null', null, { verdict: 'unreadable' }],
  ])('reads %s', (_title, answer, expected) => {
    expect(openEnvelope(answer)).toEqual({ requestId: null, ...expected })
  })

  it('keeps a request id, unless it is something else', () => {
    expect(openEnvelope({ success: true, requestId: 'eu-00-1' }).requestId).toBe('eu-00-1')
    expect(openEnvelope({ success: true, requestId: 'Erika Muster, Berlin' }).requestId).toBeNull()
  })
})
