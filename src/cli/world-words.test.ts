import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { worldNews } from './world-words.ts'

const simulator = fileURLToPath(new URL('../simulator/', import.meta.url))

/** What the world can say, as its sources write it: each `${…}` stands for a number, a name, or the words of a choice. */
function sayings(): readonly string[] {
  return readdirSync(simulator)
    .filter(name => /^(world|create-world)/.test(name) && name.endsWith('.ts') && !name.includes('.test'))
    .flatMap(name => [
      ...readFileSync(`${simulator}${name}`, 'utf8').matchAll(
        /(?:\.say|#done)\(\s*[^,`]+,\s*`((?:[^`$]|\$\{(?:[^{}`]|`[^`]*`|\{[^}]*\})*\})*)`/g,
      ),
    ])
    .map(match => match[1] ?? '')
}

const filled = (saying: string): string =>
  saying
    .replace(/\$\{[^{}]*\?\s*'([^']*)'\s*:(?:[^{}`]|`[^`]*`)*\}/g, '$1')
    .replace(/\$\{[^}]*map\([^}]*\}.*$/, '2 × SKU')
    .replaceAll(/\$\{[^}]*\}/g, '7')

describe('the words for the simulated world', () => {
  test('every line the world can write is told in both languages', () => {
    const all = sayings()
    expect(all.length).toBeGreaterThan(15)
    expect(all.filter(saying => worldNews(filled(saying)) === undefined)).toEqual([])
  })

  test('a line names its order and reads as a sentence about who did it', () => {
    const news = worldNews('packed PO-076-1 in 2 parcels with DHL Paket')
    expect(news?.order).toBe('PO-076-1')
    expect(news?.one).toEqual({
      de: 'packt PO-076-1 in 2 Pakete (DHL Paket)',
      en: 'packs PO-076-1 in 2 parcels (DHL Paket)',
    })
    expect(worldNews('something nobody wrote')).toBeUndefined()
  })
})
