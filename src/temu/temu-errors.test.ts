import { describe, expect, it } from 'vitest'
import { codeOfTemu, TemuError, type TemuErrorCode, temuErrorEntry, temuErrors } from './temu-errors.ts'

// Every error code that the collected documentation lists, by topic; typed off by hand, with the count beside it.
const listed = {
  orders: [
    3000032, 120020001, 120020002, 120020003, 120020004, 120020005, 120050001, 120050002, 120050003, 120050004,
    140020001, 140020002, 140020003, 140020005, 140020008, 140020009, 140020012, 140020013, 140020014, 140020015,
    140040001, 140040002, 140040003, 140040004, 140040005, 140040006, 140040007, 140040008, 140040009, 140040010,
    180020001, 180020003, 180020004, 180020008, 180020030,
  ],
  logistics: [
    4000000, 7000000, 120011006, 120011011, 120011020, 120011030, 120011031, 120011043, 120011044, 120011045, 120011059,
    120011065, 120011072, 120011085, 120011086, 120011091, 120011092, 120011098, 120012004, 120012007, 120012015,
    120012016, 120012020, 120012023, 120012030, 120012031, 120012034, 120012035, 120012041, 120012043, 120012063,
    120012064, 120014001, 120014003, 120014004, 120014005, 120014006, 120014008, 120014019, 120014020, 120014022,
    120014023, 120015002, 120015026, 120015030, 120015037, 120015050, 120015518, 120015520, 120015527, 120015528,
    120015529, 120015530, 120015531, 120015537, 120015539, 120015543, 120015559, 120015560, 120017007, 120018010,
    120018015, 120018021, 120018027, 120018049, 120018069, 170070010, 170070011, 170070012,
  ],
  gateway: [
    2000000, 3000000, 3000001, 3000002, 3000003, 3000004, 3000010, 3000011, 3000012, 3000013, 3000014, 3000019, 3000020,
    3000021, 3000022, 3000025, 3000026, 3000027, 3000028, 3000030, 3000031, 3000032, 3000033, 3000034, 3000040, 4000000,
    4000004, 5000000, 5000001, 5000002, 5000003, 6000001, 7000000,
  ],
  goods: [
    2000000, 3000000, 3000001, 3000002, 3000003, 3000004, 3000010, 3000011, 3000012, 3000013, 3000014, 3000021, 3000022,
    3000027, 3000028, 3000030, 3000031, 3000032, 3000033, 3000034, 3000040, 4000000, 4000004, 5000000, 5000001, 5000003,
    6000001, 7000000, 110020007, 110020008, 110020009, 150010001, 150010002, 150010003, 150010005, 150010105, 150010188,
    150010189, 150010190, 150010191, 150010192, 150010197, 150010198, 150010233, 150011003, 150011018, 150011055,
    150012001, 150012002, 150012003, 150013001, 150013002, 150013003, 150019004,
  ],
} as const
const counts = { orders: 35, logistics: 69, gateway: 33, goods: 54 }
const codes = Object.keys(temuErrors) as TemuErrorCode[]

describe('the error table', () => {
  it('has every code the documentation lists, and the lists are complete', () => {
    expect(Object.fromEntries(Object.entries(listed).map(([topic, list]) => [topic, new Set(list).size]))).toEqual(
      counts,
    )
    const missing = Object.values(listed)
      .flat()
      .filter(temuCode => codeOfTemu(temuCode) === 'temu.unknown')
    expect(missing).toEqual([])
  })

  it('gives each of TEMU’s codes one meaning only', () => {
    const all = codes.flatMap(code => temuErrorEntry(code).temu)
    expect(all.length).toBe(new Set(all).size)
  })

  it.each(codes)('says in German and in English what to do about %s', code => {
    const { de, en } = temuErrorEntry(code).hint
    for (const hint of [de, en]) expect(hint).toMatch(/^[A-ZÄÖÜ].{30,}[.?]$/s)
    expect(de).not.toBe(en)
  })

  it('takes a code it does not know as unknown: tried again, and looked at before an effect is repeated', () => {
    expect(codeOfTemu(987654321)).toBe('temu.unknown')
    expect(codeOfTemu(null)).toBe('temu.unknown')
    expect(temuErrorEntry('temu.unknown')).toMatchObject({ reaction: 'retry', mayHaveActed: true })
  })

  it('pauses the account for a dead token, holds the item for a bad carrier, retries a busy system', () => {
    const reactionTo = (temuCode: number) => temuErrorEntry(codeOfTemu(temuCode)).reaction
    expect([3000034, 5000003, 3000001].map(reactionTo)).toEqual(['pause', 'pause', 'pause'])
    expect([120015037, 120014020, 3000032].map(reactionTo)).toEqual(['hold', 'hold', 'hold'])
    expect([4000004, 4000000, 140020008].map(reactionTo)).toEqual(['retry', 'retry', 'retry'])
  })

  it('makes a message of what was tried on what, and what to do', () => {
    const error = new TemuError({
      code: 'temu.token-expired',
      api: 'bg.order.list.v2.get',
      subject: 'page 1',
      what: 'refused',
      temuCode: 3000034,
      requestId: 'eu-1',
      effect: 'none',
    })
    expect(error.message).toMatch(
      /^bg\.order\.list\.v2\.get for page 1: refused \(TEMU code 3000034, request eu-1\)\. The access token/,
    )
    expect(error).toMatchObject({
      name: 'TemuError',
      reaction: 'pause',
      effect: 'none',
      temuCode: 3000034,
      requestId: 'eu-1',
    })
  })
})
