import { describe, expect, it } from 'vitest'
import { cursorBytes, cursorText } from './change-cursor.ts'
import { gtinForms } from './gtin.ts'

const now = { bound: '00000000000007d1', identity: 'eazybusiness/2024-03-01T10:11:12.130' }

describe('a cursor', () => {
  it('goes on where it was taken', () => {
    expect(cursorBytes(cursorText(now), now)).toEqual(Buffer.from('00000000000007d1', 'hex'))
    expect(cursorBytes(cursorText({ ...now, bound: '0000000000000001' }), now)).toEqual(
      Buffer.from('0000000000000001', 'hex'),
    )
  })

  it.each([
    ['there is none', null],
    ['it is of another database', cursorText({ ...now, identity: 'mandant2/2024' })],
    ['the database was restored and is behind it', cursorText({ ...now, bound: '00000000000007d2' })],
    ['it is no cursor', 'x'],
  ])('means everything when %s', (_, cursor) => {
    expect(cursorBytes(cursor, now)).toBeNull()
  })
})

describe('a GTIN', () => {
  it('is looked for with 12, 13 and 14 digits', () => {
    expect(gtinForms('4006381333931')).toEqual(['4006381333931', '04006381333931'])
    expect(gtinForms('04006381333931')).toEqual(['04006381333931', '4006381333931'])
    expect(gtinForms('012345678905')).toEqual(['012345678905', '0012345678905', '00012345678905'])
    expect(gtinForms('96385074')).toEqual(['96385074', '000096385074', '0000096385074', '00000096385074'])
  })

  it.each(['', ' ', '0000000000000', 'ABC', '12', '123456789012345'])('is not %j', text => {
    expect(gtinForms(text)).toEqual([])
  })
})
