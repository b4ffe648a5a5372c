import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStream, sealStream } from './sealed-stream.ts'

const key = createSecretKey(Buffer.alloc(32, 7))
const label = Buffer.from('this stream')
const chunk = 65_536
const sealedChunk = chunk + 16

const sealed = (text: Buffer, pieces = [text]) => all(sealStream(from(pieces), key, label))
const opened = (bytes: Buffer, as = label) => all(openStream(from([bytes]), key, as))

async function* from(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces
}

async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}

test.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 3 * chunk + 5])(
  '%i bytes come back as they were, however they arrive',
  async length => {
    const text = Buffer.alloc(length, 'äbc')
    const inTwo = [text.subarray(0, length >> 1), text.subarray(length >> 1)]
    expect((await opened(await sealed(text))).equals(text)).toBe(true)
    expect((await opened(await sealed(text, inTwo))).equals(text)).toBe(true)
  },
)

test('a stream cut anywhere is refused, also between two chunks', async () => {
  const whole = await sealed(Buffer.alloc(2 * chunk + 100))
  const anywhere = fc.integer({ min: 0, max: whole.length - 1 })
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constantFrom(0, sealedChunk, 2 * sealedChunk), anywhere), async at => {
      await expect(opened(whole.subarray(0, at))).rejects.toMatchObject({ code: 'backup.damaged' })
    }),
    { numRuns: 40 },
  )
})

test('one bit that differs anywhere is refused', async () => {
  const whole = await sealed(Buffer.alloc(chunk + 50))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length * 8 - 1 }), async bit => {
      const changed = Buffer.from(whole)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      await expect(opened(changed)).rejects.toMatchObject({ code: 'backup.damaged' })
    }),
    { numRuns: 40 },
  )
})

test('chunks in another order, doubled, with more after the end, or of another stream are refused', async () => {
  const whole = await sealed(Buffer.alloc(3 * chunk, 'x'))
  const [a, b, c] = [0, 1, 2].map(n => whole.subarray(n * sealedChunk, (n + 1) * sealedChunk))
  if (!a || !b || !c) throw new Error('three chunks were sealed')
  for (const wrong of [
    [b, a, c],
    [a, a, c],
    [a, b, c, c],
    [a, b],
  ])
    await expect(opened(Buffer.concat(wrong))).rejects.toMatchObject({ code: 'backup.damaged' })
  await expect(opened(whole, Buffer.from('another'))).rejects.toMatchObject({ code: 'backup.damaged' })
})
