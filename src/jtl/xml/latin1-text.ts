/** Letters and signs that Latin-1 lacks and that a decomposition does not give. Beside it: accents are taken off (č → c, ő → o). */
const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ħ: 'h',
    Ħ: 'H',
    ŧ: 't',
    Ŧ: 'T',
    ı: 'i',
    ĸ: 'k',
    ŋ: 'n',
    Ŋ: 'N',
    ſ: 's',
    œ: 'oe',
    Œ: 'OE',
    ẞ: 'ß',
    ə: 'e',
    Ə: 'E',
    ơ: 'o',
    Ơ: 'O',
    ư: 'u',
    Ư: 'U',
    ƒ: 'f',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '‛': "'",
    '′': "'",
    ʼ: "'",
    ʹ: "'",
    '“': '"',
    '”': '"',
    '„': '"',
    '‟': '"',
    '″': '"',
    '‹': '<',
    '›': '>',
    '‐': '-',
    '‑': '-',
    '‒': '-',
    '–': '-',
    '—': '-',
    '―': '-',
    '−': '-',
    '…': '...',
    '•': '*',
    '⁄': '/',
    '€': 'EUR',
    '™': '(TM)',
    '℠': '(SM)',
    '№': 'Nr.',
    '‰': 'o/oo',
    '→': '->',
    '←': '<-',
  }),
)

/** Code points XML 1.0 or SQL Server's text cannot hold, and control characters (C0, DEL, C1) that only do harm on labels. */
const unwritable = /[[\p{Cc}\ufffe\uffff]--[\n]]/gv
const lineBreaks = /\r\n|[\r\n\t\u0085\u2028\u2029]/gu

/** Takes away what no XML can hold: control characters and lone surrogates. What is left is composed (u + ¨ → ü). */
export function writable(text: string, lines: 'one-line' | 'many-lines' = 'one-line'): string {
  const broken = text.replaceAll(lineBreaks, lines === 'one-line' ? ' ' : '\n')
  // Not toWellFormed: its U+FFFD could not be told from one that was there.
  const whole = [...broken].filter(point => !(point.length === 1 && point >= '\ud800' && point <= '\udfff')).join('')
  return whole.replaceAll(unwritable, '').normalize('NFC')
}

const isLatin1 = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false
  return true
}

/** A Latin spelling where a sane one exists; anything else stays as it is and is written as a character reference. */
export function transliterated(text: string): string {
  if (isLatin1(text)) return text
  let out = ''
  for (const point of text) out += isLatin1(point) ? point : (spellings.get(point) ?? withoutAccents(point) ?? point)
  return out
}

function withoutAccents(point: string): string | undefined {
  const base = [...point.normalize('NFKD').replaceAll(/\p{M}/gu, '')].map(part => spellings.get(part) ?? part).join('')
  // An accent alone, or a script that is not Latin: no spelling. Nothing is ever dropped.
  return base !== '' && isLatin1(base) && base === base.replaceAll(unwritable, '') ? base : undefined
}

/** At most `limit` UTF-16 units (as nvarchar counts), never half a character. */
export function cutTo(text: string, limit: number): string {
  if (text.length <= limit) return text
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)
}

/** Text as XML content or attribute value: everything beyond Latin-1 as a character reference. Takes `writable` text. */
export function escapedLatin1(text: string): string {
  let out = ''
  for (const point of text) out += escapedPoint(point)
  return out
}

function escapedPoint(point: string): string {
  switch (point) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;' // also keeps `]]>` away
    case '"':
      return '&quot;'
    case "'":
      return '&apos;'
    default: {
      const code = point.codePointAt(0) ?? 0
      return code > 0xff ? `&#x${code.toString(16).toUpperCase()};` : point
    }
  }
}

/** The bytes of a document whose prolog says ISO-8859-1. A character beyond it is a mistake of ours, never replaced. */
export function latin1Bytes(text: string): Buffer {
  if (!isLatin1(text)) throw new RangeError('A character beyond ISO-8859-1 reached the encoder')
  return Buffer.from(text, 'latin1')
}
