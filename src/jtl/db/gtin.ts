/**
 * The ways one GTIN may be written in JTL: UPC-12, EAN-13 and GTIN-14 differ in leading zeros only.
 * Nothing for what is no GTIN: blank barcodes exist in JTL and would match.
 */
export function gtinForms(text: string): readonly string[] {
  const digits = text.trim()
  if (!/^\d{8,14}$/.test(digits)) return []
  const bare = digits.replace(/^0+/, '')
  if (bare === '') return []
  const lengths = [8, 12, 13, 14].filter(length => length >= bare.length)
  return [...new Set([digits, ...lengths.map(length => bare.padStart(length, '0'))])]
}
