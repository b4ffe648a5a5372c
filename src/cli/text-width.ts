const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** East Asian wide and full-width blocks (Unicode's EastAsianWidth.txt, W and F, merged generously). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

/** How many columns of a terminal a text takes: emoji and East Asian letters take two, combined marks none. */
export function textWidth(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment)
  return width
}

/** Filled with blanks to `width` columns. */
export const padText = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)))

/** At most `width` columns; what is cut ends in …. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  let taken = 0
  for (const { segment } of graphemes.segment(text)) {
    taken += graphemeWidth(segment)
    if (taken > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

function graphemeWidth(segment: string): number {
  if (/^[\p{Mn}\p{Cf}\p{Cc}]+$/u.test(segment)) return 0
  return wide.test(segment) ? 2 : 1
}
