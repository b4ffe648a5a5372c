/**
 * JSON from and to TEMU without losing digits. TEMU's ids are 64-bit integers; JSON.parse rounds what passes 2^53.
 */

// A number token of 16 digits or more; inside a string this may match as well, which only costs the slow path.
const longNumber = /[[:,\s]-?\d{16}/

// Node 24 has both (ES proposal JSON.parse source text access); the es2024 type library does not know them yet.
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown
const rawJson = (JSON as unknown as { rawJSON(text: string): object }).rawJSON

const keepDigits: SourceReviver = (_key, value, context) =>
  typeof value === 'number' &&
  !Number.isSafeInteger(value) &&
  context.source !== undefined &&
  /^-?\d+$/.test(context.source)
    ? context.source
    : value

/** Parses; whole numbers beyond 2^53 − 1 come as their digits in a string, everything else as JSON.parse gives it. */
export const parseTemuJson = (text: string): unknown =>
  longNumber.test(text) ? parseWithSource(text, keepDigits) : JSON.parse(text)

/** An id as the JSON number TEMU wants, digit for digit. Throws RangeError when it is not made of digits. */
export function idAsNumber(id: string): number | object {
  if (!/^\d{1,20}$/.test(id)) throw new RangeError('not a numeric id')
  return id.length < 16 ? Number(id) : rawJson(id.replace(/^0+(?=\d)/, ''))
}
