import type { TemuErrorEntries } from './error-entry.ts'

/** Goods, stock, prices: as documented on TEMU's pages of these APIs. */
export const goodsErrors = {
  'temu.goods-refused': {
    temu: [150010001],
    reaction: 'hold',
    mayHaveActed: true,
    hint: {
      de: 'TEMU hat die Änderung am Angebot abgelehnt, ohne einen Grund zu nennen. Bitte das Angebot im Seller Center prüfen.',
      en: 'TEMU refused the change of the listing without a reason. Check the listing in the Seller Center.',
    },
  },
  'temu.goods-busy': {
    temu: [150010002, 150010005],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'TEMU kann das Angebot gerade nicht bearbeiten. Kontor liest nach und rechnet dann neu.',
      en: 'TEMU cannot handle the listing right now. Kontor reads back and computes anew.',
    },
  },
  'temu.goods-parameters': {
    temu: [150010003, 150011003, 150011018, 150011055],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt einen Wert dieses Angebots nicht an (ungültig, doppelt oder zu viele Nachkommastellen). Bitte das Angebot prüfen.',
      en: 'TEMU does not accept a value of this listing (invalid, duplicate or too many decimals). Check the listing.',
    },
  },
  'temu.shop-not-found': {
    temu: [150010105],
    reaction: 'pause',
    hint: {
      de: 'TEMU findet den Shop zu diesem Token nicht. Bitte den Shop neu autorisieren.',
      en: 'TEMU does not find the shop of this token. Authorise the shop again.',
    },
  },
  'temu.sku-not-of-shop': {
    temu: [150010188, 150010189],
    reaction: 'hold',
    hint: {
      de: 'Angebot, SKU und Shop gehören bei TEMU nicht (mehr) zusammen. Bitte die Angebote neu abrufen und die Zuordnung prüfen.',
      en: 'Listing, SKU and shop do not belong together at TEMU (any more). Fetch the listings again and check the mapping.',
    },
  },
  'temu.price-call-invalid': {
    temu: [150010190, 150010191, 150010192, 150010197, 150010198],
    reaction: 'hold',
    hint: {
      de: 'TEMU lehnt die Preisanfrage ab (zu viele Artikel auf einmal oder fremde Artikel). Bitte die Zuordnung prüfen.',
      en: 'TEMU refuses the price request (too many articles at once or articles of others). Check the mapping.',
    },
  },
  'temu.price-locked': {
    temu: [150010233],
    reaction: 'hold',
    hint: {
      de: 'Das Angebot ist in einer Aktion oder in der Sperrzeit danach; der Preis lässt sich erst danach ändern.',
      en: 'The listing is in a promotion or the cool-down after it; its price can be changed only afterwards.',
    },
  },
  'temu.price-invalid': {
    temu: [150012001, 150012002, 150012003, 150019004],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt diesen Preis nicht an oder kann keinen empfehlen. Bitte den Preis im Seller Center prüfen.',
      en: 'TEMU does not accept this price or cannot recommend one. Check the price in the Seller Center.',
    },
  },
  'temu.stock-duplicate-sku': {
    temu: [150013001],
    reaction: 'hold',
    hint: {
      de: 'In einer Bestandsmeldung stand eine SKU doppelt. Das liegt an Kontor: bitte aktualisieren und melden.',
      en: "One SKU stood twice in a stock update. This is Kontor's fault: update it and report this.",
    },
  },
  'temu.stock-out-of-range': {
    temu: [150013002],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt nur Bestände von 0 bis 1.000.000 an. Bitte Bestand und Regeln des Artikels prüfen.',
      en: 'TEMU takes only stock from 0 to 1,000,000. Check stock and rules of the article.',
    },
  },
  'temu.stock-mode-mixed': {
    temu: [150013003],
    reaction: 'hold',
    hint: {
      de: 'Eine Bestandsmeldung mischte feste Zahlen und Änderungen. Das liegt an Kontor: bitte aktualisieren und melden.',
      en: "A stock update mixed fixed numbers and changes. This is Kontor's fault: update it and report this.",
    },
  },
} as const satisfies TemuErrorEntries
