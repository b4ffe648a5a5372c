import type { Texts } from './text.ts'

/** Listings and stock: why a SKU or a round waits, what a run says, and the parts of an offer's explanation. */
export const stockTexts = {
  'listing-sku-missing': {
    title: {
      de: 'Das TEMU-Angebot „{title}“ hat keine Artikelnummer.',
      en: 'The TEMU listing “{title}” has no seller SKU.',
    },
    cure: {
      de: 'Bei TEMU eine Artikelnummer eintragen oder hier zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Enter a seller SKU at TEMU, or link it here: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-not-found': {
    title: {
      de: 'JTL hat keinen Artikel mit der Nummer oder GTIN „{sku}“.',
      en: 'JTL has no article with the number or GTIN “{sku}”.',
    },
    cure: {
      de: 'Nummer angleichen oder von Hand zuordnen: kontor listings map {subject} ARTIKELNUMMER. Bis dahin lässt Kontor den Bestand dieses Angebots unverändert.',
      en: 'Make the numbers equal or link it by hand: kontor listings map {subject} ARTICLE. Until then Kontor leaves this listing’s stock alone.',
    },
  },
  'listing-ambiguous': {
    title: {
      de: 'Die GTIN „{sku}“ gehört in JTL zu mehreren Artikeln.',
      en: 'The GTIN “{sku}” belongs to several articles in JTL.',
    },
    cure: {
      de: 'Den richtigen Artikel wählen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Choose the right article: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-duplicate-sku': {
    title: {
      de: 'Die Artikelnummer „{sku}“ steht bei TEMU mehrfach im selben Shop und Land.',
      en: 'The seller SKU “{sku}” is at TEMU more than once in the same store and country.',
    },
    cure: {
      de: 'Bei TEMU eine der beiden ändern oder jede von Hand zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Change one of them at TEMU, or link each by hand: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-parent': {
    title: {
      de: '„{sku}“ ist in JTL ein Vaterartikel; verkauft werden nur seine Varianten.',
      en: '“{sku}” is a parent article in JTL; only its variations can be sold.',
    },
    cure: {
      de: 'Die Nummer der Variante bei TEMU eintragen oder zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Enter the variation’s number at TEMU, or link it: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-inactive': {
    title: {
      de: 'Der Artikel „{sku}“ ist in JTL nicht aktiv; das Angebot steht auf 0.',
      en: 'The article “{sku}” is not active in JTL; its offer is 0.',
    },
    cure: {
      de: 'Den Artikel in JTL aktivieren oder das Angebot bei TEMU beenden.',
      en: 'Activate it in JTL, or end the listing at TEMU.',
    },
  },
  'listing-deleted': {
    title: {
      de: 'Der Artikel „{sku}“ ist in JTL gelöscht; das Angebot steht auf 0.',
      en: 'The article “{sku}” is deleted in JTL; its offer is 0.',
    },
    cure: {
      de: 'Einen anderen Artikel zuordnen oder das Angebot bei TEMU beenden.',
      en: 'Link another article, or end the listing at TEMU.',
    },
  },
  'listing-article-gone': {
    title: {
      de: 'Der zugeordnete Artikel ist aus JTL verschwunden; das Angebot steht auf 0.',
      en: 'The linked article vanished from JTL; its offer is 0.',
    },
    cure: {
      de: 'Einen anderen Artikel zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Link another article: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-packaging-unit': {
    title: {
      de: 'Die GTIN „{sku}“ ist in JTL eine Verpackungseinheit aus mehreren Stück.',
      en: 'The GTIN “{sku}” is a packaging unit of several pieces in JTL.',
    },
    cure: {
      de: 'In JTL einen eigenen Artikel (Stückliste) dafür anlegen und zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Make an article of its own for it in JTL (a set) and link it: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-unmatched-by-person': {
    title: {
      de: 'Die Zuordnung von „{sku}“ wurde von Hand gelöst.',
      en: 'The link of “{sku}” was taken back by hand.',
    },
    cure: {
      de: 'Einen Artikel zuordnen: kontor listings map {subject} ARTIKELNUMMER.',
      en: 'Link an article: kontor listings map {subject} ARTICLE.',
    },
  },
  'listing-unreadable': {
    title: {
      de: 'Ein Eintrag der TEMU-Liste war nicht lesbar und bleibt, wie er war.',
      en: 'An entry of TEMU’s list could not be read and stays as it was.',
    },
  },
  'listings.documents-missing': {
    title: {
      de: 'Die Angebotslisten von TEMU fehlen oder passen nicht zusammen.',
      en: 'TEMU’s SKU lists are missing or do not belong together.',
    },
    cure: {
      de: 'Zuerst Schritt 1 des Bestandsabgleichs ausführen.',
      en: 'Run step 1 of the stock synchronisation first.',
    },
  },
  'stock-unmanaged': {
    title: {
      de: 'JTL führt für „{sku}“ keinen Bestand; wie viele verkauft werden dürfen, ist offen.',
      en: 'JTL keeps no stock of “{sku}”; how many may be sold is open.',
    },
    cure: {
      de: 'Eine feste Menge festlegen: kontor stock rule {subject} --fixed 10. Bis dahin ändert Kontor die Menge nicht.',
      en: 'Set a fixed number: kontor stock rule {subject} --fixed 10. Until then Kontor does not change the number.',
    },
  },
  'stock-unknown': {
    title: {
      de: 'JTL nennt für „{sku}“ keinen Bestand. Das ist nicht 0: Die Menge bei TEMU bleibt und steigt nicht.',
      en: 'JTL gives no stock for “{sku}”. That is not 0: the number at TEMU stays and does not rise.',
    },
    cure: {
      de: 'Den Artikel in JTL öffnen und seinen Bestand neu berechnen lassen.',
      en: 'Open the article in JTL and let it compute the stock again.',
    },
  },
  'stock-refused': {
    title: {
      de: 'TEMU nimmt die Menge dieses Angebots nicht an ({code}).',
      en: 'TEMU does not take this listing’s number ({code}).',
    },
    cure: {
      de: 'Das Angebot im Seller Center prüfen, dann „Erneut versuchen“: kontor held retry {subject}.',
      en: 'Check the listing in Seller Center, then retry: kontor held retry {subject}.',
    },
  },
  'stock-not-taken': {
    title: {
      de: 'TEMU hat die Menge {tries}-mal angenommen und zeigt trotzdem {shown} statt {expected}.',
      en: 'TEMU accepted the number {tries} times and still shows {shown} instead of {expected}.',
    },
    cure: {
      de: 'Prüfen, ob jemand anderes die Menge ändert (Seller Center, anderes Programm), dann: kontor held retry {subject}.',
      en: 'Check whether someone else changes the number (Seller Center, another program), then: kontor held retry {subject}.',
    },
  },
  'stock-mass-zero': {
    title: {
      de: 'Dieser Lauf würde {zeros} von {nonZero} Angeboten auf 0 setzen. Das sieht nach einem leeren Lesen aus JTL aus und wartet.',
      en: 'This round would take {zeros} of {nonZero} offers to 0. That looks like an empty read from JTL, so it waits.',
    },
    cure: {
      de: 'Die Bestände in JTL prüfen. Stimmen sie, eine Stunde lang freigeben: kontor held retry {subject}.',
      en: 'Check the stock in JTL. If it is right, let it pass for an hour: kontor held retry {subject}.',
    },
  },
  'stock.orders-not-read': {
    title: {
      de: 'Bestellungen von {mall} nicht gelesen ({cause}): Mengen können nur sinken.',
      en: 'Orders of {mall} not read ({cause}): numbers may only fall.',
    },
  },
  'stock.others-not-read': {
    title: {
      de: 'Mengen von {mall} nicht gelesen ({cause}): gemeinsame Artikel steigen nicht.',
      en: 'Numbers of {mall} not read ({cause}): shared articles do not rise.',
    },
  },
  'stock.jtl-not-read': {
    title: {
      de: 'JTL-Bestand nicht gelesen ({cause}): Mengen können nur sinken.',
      en: 'JTL’s stock not read ({cause}): numbers may only fall.',
    },
  },
  'stock.jtl-read-empty': {
    title: {
      de: 'JTL kennt {missing} von {asked} Artikeln nicht mehr. Das gilt als misslungenes Lesen: Mengen können nur sinken.',
      en: 'JTL no longer knows {missing} of {asked} articles. That counts as a failed read: numbers may only fall.',
    },
  },
  'stock.sku-refused': {
    title: {
      de: 'TEMU hat die Menge von {subject} abgelehnt ({code}).',
      en: 'TEMU refused the number of {subject} ({code}).',
    },
  },
  'stock.verdict-missing': {
    title: {
      de: 'TEMUs Antwort sagt nichts über {subject}. Kontor liest nach und beginnt dafür von vorn.',
      en: 'TEMU’s reply says nothing about {subject}. Kontor reads it back and begins anew for it.',
    },
  },
  'stock.targets-used': {
    title: {
      de: '{mall} nimmt keine Änderungen an. Kontor sendet für einen Tag feste Mengen; ein Verkauf im selben Augenblick kann so zurückgegeben werden.',
      en: '{mall} takes no changes. Kontor sends fixed numbers for a day; a sale in the very same moment may be given back.',
    },
  },
  'stock.not-as-expected': {
    title: {
      de: '{subject}: TEMU zeigt {shown}, erwartet war {expected}. Kontor rechnet neu.',
      en: '{subject}: TEMU shows {shown}, expected was {expected}. Kontor computes anew.',
    },
  },
  'offer.computed': {
    title: {
      de: 'Aus Bestand, offenen Bestellungen und Regeln berechnet.',
      en: 'Computed from stock, open orders and rules.',
    },
  },
  'offer.below-minimum': { title: { de: 'Weniger als die Mindestmenge: 0.', en: 'Fewer than the minimum: 0.' } },
  'offer.paused': { title: { de: 'Von Hand angehalten: 0.', en: 'Paused by hand: 0.' } },
  'offer.not-usable': { title: { de: 'In JTL nicht aktiv oder gelöscht: 0.', en: 'Not active or deleted in JTL: 0.' } },
  'offer.article-gone': { title: { de: 'Artikel in JTL verschwunden: 0.', en: 'Article vanished from JTL: 0.' } },
  'offer.fixed': {
    title: { de: 'Feste Menge, weil JTL keinen Bestand führt.', en: 'A fixed number, as JTL keeps no stock.' },
  },
  'offer.parent': { title: { de: 'Vaterartikel: keine Menge.', en: 'Parent article: no number.' } },
  'offer.stock-unmanaged': {
    title: {
      de: 'JTL führt keinen Bestand und keine Regel nennt eine Menge.',
      en: 'JTL keeps no stock and no rule gives a number.',
    },
  },
  'offer.stock-unknown': { title: { de: 'JTL nennt keinen Bestand.', en: 'JTL gives no stock.' } },
  'offer.equal': { title: { de: 'TEMU zeigt die Menge schon.', en: 'TEMU shows the number already.' } },
  'offer.not-shown': {
    title: { de: 'TEMU hat keine Menge genannt; nichts gesendet.', en: 'TEMU gave no number; nothing sent.' },
  },
  'offer.held': {
    title: {
      de: 'Wartet auf einen Menschen oder auf einen früheren Aufruf.',
      en: 'Waits for a person or for an earlier call.',
    },
  },
  'offer.no-number': { title: { de: 'Keine Menge; nichts gesendet.', en: 'No number; nothing sent.' } },
  'offer.orders-not-read': {
    title: { de: 'Steigt nicht: Bestellungen waren nicht lesbar.', en: 'Does not rise: orders could not be read.' },
  },
  'offer.jtl-not-read': {
    title: { de: 'Steigt nicht: JTL war nicht lesbar.', en: 'Does not rise: JTL could not be read.' },
  },
  'offer.no-earlier-number': {
    title: {
      de: 'Steigt erst, wenn jede frühere Bestellung sichtbar sein muss (KONTOR_TEMU_ORDER_LAG_SECONDS).',
      en: 'Rises once every earlier order must be visible (KONTOR_TEMU_ORDER_LAG_SECONDS).',
    },
  },
  'offer.others-not-read': {
    title: {
      de: 'Steigt nicht: Ein anderer Shop mit diesem Artikel war nicht lesbar.',
      en: 'Does not rise: another store with this article could not be read.',
    },
  },
  'offer.others-show-the-rest': {
    title: {
      de: 'Steigt erst, wenn andere Angebote dieses Artikels gesunken sind.',
      en: 'Rises once other listings of this article have fallen.',
    },
  },
  'offer.round-held': { title: { de: 'Der Lauf wartet auf eine Freigabe.', en: 'The round waits for a release.' } },
} as const satisfies Texts
