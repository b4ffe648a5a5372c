import { SaxesParser } from 'saxes'

export interface ReadOrder {
  readonly attributes: Readonly<Record<string, string>>
  readonly head: Readonly<Record<string, string>>
  readonly positions: readonly Readonly<Record<string, string>>[]
  readonly customer: Readonly<Record<string, string>>
  readonly delivery: Readonly<Record<string, string>>
}

/** The bytes as an importer would read them: strictly, as ISO-8859-1. Throws when they are not well-formed. */
export function readOrderXml(bytes: Buffer): ReadOrder {
  const parser = new SaxesParser()
  let failed: Error | undefined
  parser.on('error', error => {
    failed ??= error
  })
  const path: string[] = []
  const attributes: Record<string, string> = {}
  const groups: Record<string, Record<string, string>[]> = {
    tBestellung: [{}],
    twarenkorbpos: [],
    tkunde: [],
    tlieferadresse: [],
  }
  let content = ''
  parser.on('opentag', tag => {
    path.push(tag.name)
    content = ''
    if (tag.name === 'tBestellung') Object.assign(attributes, tag.attributes)
    else groups[tag.name]?.push({})
  })
  parser.on('text', text => {
    content += text
  })
  parser.on('closetag', tag => {
    path.pop()
    if (tag.name in groups || tag.name === 'tBestellungen') return
    const owner = groups[path.at(-1) ?? '']?.at(-1)
    if (owner) owner[tag.name] = content
  })
  parser.write(bytes.toString('latin1')).close()
  if (failed) throw failed
  return {
    attributes,
    head: groups.tBestellung?.[0] ?? {},
    positions: groups.twarenkorbpos ?? [],
    customer: groups.tkunde?.[0] ?? {},
    delivery: groups.tlieferadresse?.[0] ?? {},
  }
}
