import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idAsNumber, parseTemuJson } from './temu-json.ts'

describe('numbers from TEMU', () => {
  it('keep every digit beyond 2^53, as text', () => {
    expect(parseTemuJson('{"skuId":9007199254740993}')).toEqual({ skuId: '9007199254740993' })
    expect(parseTemuJson('{"a":[9223372036854775807, -9007199254740993]}')).toEqual({
      a: ['9223372036854775807', '-9007199254740993'],
    })
  })

  it('stay numbers where they are exact, whatever long digits stand in texts beside them', () => {
    const text = '{"id":"PO-076-12345678901234567","n":17590000000001,"max":9007199254740991,"rate":19.99,"big":1e21}'
    expect(parseTemuJson(text)).toEqual({
      id: 'PO-076-12345678901234567',
      n: 17590000000001,
      max: 9007199254740991,
      rate: 19.99,
      big: 1e21,
    })
  })

  it('are read the same with and without the slow path', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify({ value, force: ', 1234567890123456' })
        const read = parseTemuJson(text) as { value: unknown }
        expect(read.value).toEqual((JSON.parse(text, keepBig) as { value: unknown }).value)
      }),
    )
  })
})

// The same rule without the digits: whole numbers that are not exact become text.
const keepBig = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value

describe('ids to TEMU', () => {
  it('are written as JSON numbers, digit for digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), id => {
        expect(JSON.stringify({ skuId: idAsNumber(String(id)) })).toBe(`{"skuId":${id}}`)
      }),
    )
    expect(JSON.stringify(idAsNumber('9007199254740993'))).toBe('9007199254740993')
  })

  it('are refused when they are not digits', () => {
    for (const id of ['', '1e5', '-1', '12a', '1'.repeat(21)]) expect(() => idAsNumber(id)).toThrow(RangeError)
  })
})
