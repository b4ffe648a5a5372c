import type { WorldLine } from '../simulator/index.ts'
import type { Language, Sentence } from '../texts/index.ts'

/** What one line of the simulated world means to a shop owner: alone, and as one of many of its kind. */
export interface WorldNews {
  /** Lines of one kind within a moment are told as one. */
  readonly kind: string
  /** The order it is about; '' where it is about none. */
  readonly order: string
  readonly one: Sentence
  /** `7 …` */
  readonly many: Sentence
}

type Tell = (parts: readonly string[]) => Omit<WorldNews, 'kind' | 'order'> & { readonly order?: string }

/** Each kind of line the world writes: its pattern, and how it is told. */
const kinds: readonly (readonly [RegExp, Tell])[] = [
  [
    /^orders (\S+): (.+)$/,
    ([order = '', goods = '']) => ({
      order,
      one: { de: `bestellt ${goods}  (${order})`, en: `orders ${goods}  (${order})` },
      many: { de: 'Bestellungen gehen ein', en: 'orders come in' },
    }),
  ],
  [
    /^order \d+ found an empty shelf$/,
    () => ({
      one: { de: 'findet den Artikel ausverkauft', en: 'finds the item sold out' },
      many: { de: 'Käufer finden den Artikel ausverkauft', en: 'buyers find the item sold out' },
    }),
  ],
  [
    /^(\S+) has a new address$/,
    ([order = '']) => ({
      order,
      one: { de: `ändert die Adresse von ${order}`, en: `changes the address of ${order}` },
      many: { de: 'Adressen werden geändert', en: 'addresses are changed' },
    }),
  ],
  [
    /^(\S+) shows status (\S+)$/,
    ([order = '', status = '']) => ({
      order,
      one: { de: `${order} zeigt den unbekannten Status ${status}`, en: `${order} shows the unknown status ${status}` },
      many: { de: 'Bestellungen zeigen einen unbekannten Status', en: 'orders show an unknown status' },
    }),
  ],
  [
    /^\d+: (\d+) cents back on (\S+)$/,
    ([cents = '', order = '']) => ({
      order,
      one: { de: `bekommt ${cents} Cent zu ${order} erstattet`, en: `gets ${cents} cents of ${order} back` },
      many: { de: 'Erstattungen', en: 'refunds' },
    }),
  ],
  [
    /^cancels (?:(\d+) of (\d+) in )?(\S+)$/,
    ([part, all, order = '']) => ({
      order,
      one:
        part === undefined
          ? { de: `storniert ${order}`, en: `cancels ${order}` }
          : {
              de: `storniert ${part} von ${all} Stück in ${order}`,
              en: `cancels ${part} of ${all} pieces in ${order}`,
            },
      many: { de: 'Stornierungen', en: 'cancellations' },
    }),
  ],
  [
    /^asks to cancel a line of (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `möchte ${order} stornieren`, en: `asks to cancel ${order}` },
      many: { de: 'Stornowünsche', en: 'wishes to cancel' },
    }),
  ],
  [
    /^request withdrawn for (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `Stornowunsch zu ${order} ist zurückgezogen`, en: `wish to cancel ${order} is withdrawn` },
      many: { de: 'Stornowünsche zurückgezogen', en: 'wishes to cancel withdrawn' },
    }),
  ],
  [
    /^cancellation approved for (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `storniert ${order}, wie gewünscht`, en: `cancels ${order} as asked` },
      many: { de: 'Stornowünsche angenommen', en: 'wishes to cancel approved' },
    }),
  ],
  [
    /^told of a parcel of (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `weiß nun vom Paket zu ${order}`, en: `now knows of the parcel of ${order}` },
      many: { de: 'Pakete sind gemeldet', en: 'parcels are reported' },
    }),
  ],
  [
    /^(\S+) was delivered$/,
    ([order = '']) => ({
      order,
      one: { de: `${order} ist zugestellt`, en: `${order} is delivered` },
      many: { de: 'Bestellungen sind zugestellt', en: 'orders are delivered' },
    }),
  ],
  [
    /^another channel sold (\d+) × (\S+)$/,
    ([pieces = '', article = '']) => ({
      one: { de: `${pieces} × ${article} anderswo verkauft`, en: `${pieces} × ${article} sold elsewhere` },
      many: { de: 'Verkäufe auf anderen Kanälen', en: 'sales on other channels' },
    }),
  ],
  [
    /^(\d+) × (\S+) arrived$/,
    ([pieces = '', article = '']) => ({
      one: { de: `${pieces} × ${article} eingetroffen`, en: `${pieces} × ${article} arrived` },
      many: { de: 'Wareneingänge', en: 'goods in' },
    }),
  ],
  [
    /^imported (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `hat ${order} als Auftrag angelegt`, en: `has made an order of ${order}` },
      many: { de: 'Aufträge angelegt', en: 'orders made' },
    }),
  ],
  [
    /^refused (\S+): (.*)$/,
    ([order = '', because = '']) => ({
      order,
      one: { de: `nimmt ${order} nicht an: ${because}`, en: `refuses ${order}: ${because}` },
      many: { de: 'Aufträge nicht angenommen', en: 'orders refused' },
    }),
  ],
  [
    /^(\S+) is cancelled at TEMU: cancelled in JTL too$/,
    ([order = '']) => ({
      order,
      one: { de: `storniert ${order} auch in JTL`, en: `cancels ${order} in JTL too` },
      many: { de: 'Aufträge auch in JTL storniert', en: 'orders cancelled in JTL too' },
    }),
  ],
  [
    /^packed (\S+) wrongly$/,
    ([order = '']) => ({
      order,
      one: { de: `packt ${order} falsch`, en: `packs ${order} wrongly` },
      many: { de: 'Pakete falsch gepackt', en: 'parcels packed wrongly' },
    }),
  ],
  [
    /^deleted the delivery note of (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `löscht den Lieferschein von ${order}`, en: `deletes the delivery note of ${order}` },
      many: { de: 'Lieferscheine gelöscht', en: 'delivery notes deleted' },
    }),
  ],
  [
    /^packed (\S+) in (?:a parcel|(\d+) parcels) with (.+)$/,
    ([order = '', parcels, method = '']) => ({
      order,
      one: {
        de: `packt ${order}${parcels === undefined ? '' : ` in ${parcels} Pakete`} (${method})`,
        en: `packs ${order}${parcels === undefined ? '' : ` in ${parcels} parcels`} (${method})`,
      },
      many: { de: 'Bestellungen gepackt', en: 'orders packed' },
    }),
  ],
  [
    /^the label tool wrote the number of (\S+)$/,
    ([order = '']) => ({
      order,
      one: { de: `trägt die Sendungsnummer von ${order} nach`, en: `adds the tracking number of ${order}` },
      many: { de: 'Sendungsnummern nachgetragen', en: 'tracking numbers added' },
    }),
  ],
]

/** A line of the world in a shop owner's words; undefined for one that has none yet. */
export function worldNews(text: string): WorldNews | undefined {
  for (const [at, [pattern, tell]] of kinds.entries()) {
    const found = pattern.exec(text)
    if (found) return { kind: String(at), order: '', ...tell(found.slice(1)) }
  }
  return undefined
}

const actors: Readonly<Record<WorldLine['who'] | 'kontor', Sentence>> = {
  buyer: { de: 'Käufer', en: 'Buyer' },
  temu: { de: 'TEMU', en: 'TEMU' },
  jtl: { de: 'JTL', en: 'JTL' },
  warehouse: { de: 'Lager', en: 'Warehouse' },
  kontor: { de: 'Kontor', en: 'Kontor' },
}

export const actorName = (who: keyof typeof actors, language: Language): string => actors[who][language]
