import type { Texts } from './text.ts'

const retry = {
  de: 'danach „Erneut versuchen“: kontor held retry {order}.',
  en: 'then retry: kontor held retry {order}.',
}
const byItself = {
  de: 'Kontor sieht in jedem Lauf nach und macht dann von selbst weiter.',
  en: 'Kontor looks in every run and then goes on by itself.',
}
const ignore = {
  de: 'kontor held ignore {order}',
  en: 'kontor held ignore {order}',
}

/** Orders: why one waits for a person, what a person should know, what the log says. */
export const orderTexts = {
  'address-missing': {
    title: { de: 'TEMU gibt keine Lieferadresse heraus ({code}).', en: 'TEMU gives no delivery address ({code}).' },
    cure: {
      de: `Im Seller Center prüfen, ob die Adresse dort sichtbar und die Vereinbarung zum Datenschutz (DPA) unterschrieben ist; ${retry.de}`,
      en: `Check in Seller Center that the address shows and that the data protection agreement (DPA) is signed; ${retry.en}`,
    },
  },
  'address-incomplete': {
    title: { de: 'Der Lieferadresse fehlt: {missing}.', en: 'The delivery address lacks: {missing}.' },
    cure: {
      de: `Käufer über TEMU um Berichtigung bitten; ${retry.de} Kontor liest die Adresse dann neu.`,
      en: `Ask the buyer through TEMU to correct it; ${retry.en} Kontor then reads the address again.`,
    },
  },
  'address-lost': {
    title: {
      de: 'Die gespeicherte Adresse lässt sich nicht öffnen (zurückgespielte Sicherung?). Kontor liest sie bei TEMU neu.',
      en: 'The stored address cannot be opened (a restored backup?). Kontor reads it from TEMU again.',
    },
  },
  'address-changed-late': {
    title: {
      de: 'Die Lieferadresse wurde bei TEMU geändert, nachdem der Auftrag an JTL ging (JTL-Auftrag {jtlOrder}).',
      en: 'The delivery address changed at TEMU after the order went to JTL (JTL order {jtlOrder}).',
    },
    cure: {
      de: `Die Adresse in JTL von Hand berichtigen, bevor das Paket geht; dann erledigen: ${ignore.de}.`,
      en: `Correct the address in JTL by hand before the parcel leaves; then acknowledge: ${ignore.en}.`,
    },
  },
  'amounts-missing': {
    title: { de: 'TEMU gibt die Beträge nicht heraus ({code}).', en: 'TEMU does not give the amounts ({code}).' },
    cure: { de: `Später noch einmal versuchen; ${retry.de}`, en: `Try again later; ${retry.en}` },
  },
  'amounts-not-granted': {
    title: {
      de: 'TEMU hat die Schnittstelle für Beträge für diesen Shop nicht freigeschaltet.',
      en: 'TEMU has not unlocked the amount interface for this shop.',
    },
    cure: {
      de: 'Beim TEMU-Ansprechpartner freischalten lassen und neu autorisieren, oder mit JTL-Preisen übergeben: Einstellung withoutAmounts auf jtl-prices. Danach geht es von selbst weiter.',
      en: 'Have your TEMU contact unlock it and authorise again, or hand over at JTL prices: set withoutAmounts to jtl-prices. Then it goes on by itself.',
    },
  },
  'amounts-differ': {
    title: {
      de: 'Die Beträge gehen nicht auf: Positionen, Versand und Rabatt ergeben {ours}, TEMU sagt {theirs} {currency}.',
      en: 'The amounts do not add up: lines, shipping and discount give {ours}, TEMU says {theirs} {currency}.',
    },
    cure: {
      de: `Im Seller Center vergleichen; ${retry.de} Kontor liest die Beträge dann neu. Sonst von Hand in JTL anlegen und erledigen: ${ignore.de}.`,
      en: `Compare in Seller Center; ${retry.en} Kontor then reads the amounts again. Otherwise enter it in JTL by hand and acknowledge: ${ignore.en}.`,
    },
  },
  'amounts-unclear': {
    title: { de: 'In TEMUs Beträgen fehlt eine Angabe ({missing}).', en: 'TEMU’s amounts lack a figure ({missing}).' },
    cure: { de: `Später noch einmal versuchen; ${retry.de}`, en: `Try again later; ${retry.en}` },
  },
  'quantity-differs': {
    title: {
      de: 'Position {line}: bestellt sind {ours}, TEMUs Beträge nennen {theirs} Stück.',
      en: 'Line {line}: {ours} were ordered, TEMU’s amounts name {theirs} pieces.',
    },
    cure: { de: `Im Seller Center vergleichen; ${retry.de}`, en: `Compare in Seller Center; ${retry.en}` },
  },
  'vat-unclear': {
    title: {
      de: 'Der Steuersatz von {sku} geht aus TEMUs Beträgen nicht eindeutig hervor.',
      en: 'The VAT rate of {sku} does not follow from TEMU’s amounts.',
    },
    cure: {
      de: `Kontor rät keinen Steuersatz. Beträge neu lesen lassen: kontor held retry {order}. Sonst von Hand in JTL anlegen und erledigen: ${ignore.de}.`,
      en: `Kontor guesses no VAT rate. Have the amounts read again: kontor held retry {order}. Otherwise enter it in JTL by hand and acknowledge: ${ignore.en}.`,
    },
  },
  'country-unknown': {
    title: {
      de: 'TEMUs Region {region} ist keinem Land zugeordnet.',
      en: 'TEMU’s region {region} is not mapped to a country.',
    },
    cure: {
      de: `Den Auftrag von Hand in JTL anlegen und erledigen: ${ignore.de}. Bitte die Region melden.`,
      en: `Enter the order in JTL by hand and acknowledge: ${ignore.en}. Please report the region.`,
    },
  },
  'country-differs': {
    title: {
      de: 'Die Bestellung gehört zu {region}, die Adresse nennt {address}.',
      en: 'The order belongs to {region}, the address names {address}.',
    },
    cure: {
      de: `Steuer und Versand wären ungewiss: im Seller Center prüfen; ${retry.de}`,
      en: `VAT and shipping would be uncertain: check in Seller Center; ${retry.en}`,
    },
  },
  'sku-missing': {
    title: { de: 'TEMU nennt für {sku} keine Artikelnummer.', en: 'TEMU names no article number for {sku}.' },
    cure: {
      de: `Im Seller Center die Artikelnummer (SKU) eintragen oder zuordnen: kontor listings map {sku} ARTIKELNUMMER. ${byItself.de}`,
      en: `Enter the seller SKU in Seller Center, or link it: kontor listings map {sku} ARTICLE. ${byItself.en}`,
    },
  },
  'sku-unmapped': {
    title: { de: 'JTL hat keinen Artikel mit der Nummer {sku}.', en: 'JTL has no article with the number {sku}.' },
    cure: {
      de: `Den Artikel in JTL anlegen oder zuordnen: kontor listings map {sku} ARTIKELNUMMER. ${byItself.de}`,
      en: `Create the article in JTL, or link it: kontor listings map {sku} ARTICLE. ${byItself.en}`,
    },
  },
  'article-parent': {
    title: {
      de: '{sku} ist in JTL ein Vaterartikel; nur seine Varianten lassen sich verkaufen.',
      en: '{sku} is a parent article in JTL; only its variations can be sold.',
    },
    cure: {
      de: `Die Variante zuordnen: kontor listings map {sku} ARTIKELNUMMER. ${byItself.de}`,
      en: `Link the variation: kontor listings map {sku} ARTICLE. ${byItself.en}`,
    },
  },
  'article-inactive': {
    title: { de: 'Der Artikel {sku} ist in JTL nicht aktiv.', en: 'The article {sku} is not active in JTL.' },
    cure: { de: `In JTL aktivieren. ${byItself.de}`, en: `Activate it in JTL. ${byItself.en}` },
  },
  'bundle-unclear': {
    title: {
      de: '{sku}: eine verkaufte Einheit besteht aus mehreren Stücken oder Artikeln.',
      en: '{sku}: one sold unit consists of several pieces or articles.',
    },
    cure: {
      de: `Von Hand in JTL anlegen und erledigen: ${ignore.de}. Besser: das Angebot als eigenen Artikel (Stückliste) führen.`,
      en: `Enter it in JTL by hand and acknowledge: ${ignore.en}. Better: keep the offer as an article of its own (bill of materials).`,
    },
  },
  cod: {
    title: {
      de: 'Nachnahme: der Käufer zahlt erst bei Lieferung.',
      en: 'Cash on delivery: the buyer pays at the door.',
    },
    cure: {
      de: `Kontor übergibt keine Nachnahme. Von Hand in JTL anlegen und erledigen: ${ignore.de}.`,
      en: `Kontor hands over no cash on delivery. Enter it in JTL by hand and acknowledge: ${ignore.en}.`,
    },
  },
  'partly-shipped-elsewhere': {
    title: {
      de: 'Ein Teil wurde schon ohne Kontor bei TEMU als versendet gemeldet.',
      en: 'A part was reported as shipped at TEMU without Kontor.',
    },
    cure: {
      de: `Den Rest von Hand in JTL anlegen und erledigen: ${ignore.de}.`,
      en: `Enter the rest in JTL by hand and acknowledge: ${ignore.en}.`,
    },
  },
  'status-unknown': {
    title: {
      de: 'TEMU meldet einen Status ({status}), dessen Bedeutung nicht dokumentiert ist.',
      en: 'TEMU reports a status ({status}) whose meaning is not documented.',
    },
    cure: {
      de: 'Im Seller Center nachsehen. Sobald TEMU einen bekannten Status meldet, geht es von selbst weiter.',
      en: 'Look in Seller Center. As soon as TEMU reports a known status it goes on by itself.',
    },
  },
  'nothing-left': {
    title: { de: 'Von der Bestellung ist nichts mehr zu versenden.', en: 'Nothing of the order is left to ship.' },
    cure: { de: `Erledigen: ${ignore.de}.`, en: `Acknowledge: ${ignore.en}.` },
  },
  'order-wish-done': {
    title: {
      de: 'Auf Wunsch noch einmal bei TEMU gelesen: {orders} Bestellungen.',
      en: 'Read from TEMU once more as asked: {orders} orders.',
    },
  },
  'held-by-person': {
    title: { de: 'Von {by} angehalten: {note}', en: 'Held by {by}: {note}' },
    cure: {
      de: 'Wenn es weitergehen soll: „Erneut versuchen“ (kontor held retry {order}).',
      en: 'When it is to go on: retry (kontor held retry {order}).',
    },
  },
  'order-unreadable': {
    title: {
      de: 'TEMU hat eine Bestellung in unerwarteter Form geliefert ({problems}).',
      en: 'TEMU sent an order in an unexpected shape ({problems}).',
    },
    cure: {
      de: 'Die Bestellung im Seller Center bearbeiten und das Problem bitte melden.',
      en: 'Handle the order in Seller Center, and please report the problem.',
    },
  },
  'shipping-method-unknown': {
    title: { de: 'JTL kennt keine aktive Versandart „{name}“.', en: 'JTL has no active shipping method “{name}”.' },
    cure: {
      de: `In JTL anlegen oder die Einstellung jtl.shippingMethod ändern. ${byItself.de}`,
      en: `Create it in JTL, or change the setting jtl.shippingMethod. ${byItself.en}`,
    },
  },
  'payment-method-unknown': {
    title: { de: 'JTL kennt keine aktive Zahlungsart „{name}“.', en: 'JTL has no active payment method “{name}”.' },
    cure: {
      de: `In JTL anlegen oder die Einstellung jtl.paymentMethod ändern. ${byItself.de}`,
      en: `Create it in JTL, or change the setting jtl.paymentMethod. ${byItself.en}`,
    },
  },
  'company-unknown': {
    title: { de: 'JTL kennt keine Firma mit dem Schlüssel {key}.', en: 'JTL has no company with the key {key}.' },
    cure: {
      de: `Die Einstellung jtl.companyKey berichtigen. ${byItself.de}`,
      en: `Correct the setting jtl.companyKey. ${byItself.en}`,
    },
  },
  'user-unknown': {
    title: { de: 'JTL kennt keinen Benutzer mit dem Schlüssel {key}.', en: 'JTL has no user with the key {key}.' },
    cure: {
      de: `Die Einstellung jtl.userKey berichtigen. ${byItself.de}`,
      en: `Correct the setting jtl.userKey. ${byItself.en}`,
    },
  },
  'not-in-jtl': {
    title: {
      de: 'Übergeben, aber nach {minutes} Minuten noch nicht in JTL.',
      en: 'Handed over, but not in JTL after {minutes} minutes.',
    },
    cure: {
      de: 'Prüfen, ob der JTL-Worker läuft und was sein Protokoll sagt. Erscheint der Auftrag, geht es von selbst weiter. Noch einmal übergeben: kontor held retry {order}.',
      en: 'Check that JTL-Worker runs and what its log says. If the order appears, it goes on by itself. Hand it over once more: kontor held retry {order}.',
    },
  },
  'twice-in-jtl': {
    title: { de: 'Der Auftrag steht zweimal in JTL ({jtlOrders}).', en: 'The order is in JTL twice ({jtlOrders}).' },
    cure: {
      de: 'Einen der beiden in JTL stornieren, bevor zwei Pakete gehen. Danach geht es von selbst weiter.',
      en: 'Cancel one of the two in JTL before two parcels leave. Then it goes on by itself.',
    },
  },
  'cancelled-in-jtl': {
    title: {
      de: 'Der Auftrag {jtlOrder} ist in JTL storniert, bei TEMU aber offen.',
      en: 'The order {jtlOrder} is cancelled in JTL but open at TEMU.',
    },
    cure: {
      de: `Bei TEMU stornieren, oder den Storno in JTL zurücknehmen; ${retry.de}`,
      en: `Cancel it at TEMU, or undo the cancellation in JTL; ${retry.en}`,
    },
  },
  'cancelled-after-hand-over': {
    title: {
      de: 'Bei TEMU storniert, nachdem der Auftrag an JTL ging (JTL-Auftrag {jtlOrder}).',
      en: 'Cancelled at TEMU after the order went to JTL (JTL order {jtlOrder}).',
    },
    cure: {
      de: `In JTL stornieren, bevor das Paket geht; danach ist es von selbst erledigt. Sonst: ${ignore.de}.`,
      en: `Cancel it in JTL before the parcel leaves; then this is answered by itself. Otherwise: ${ignore.en}.`,
    },
  },
  'partly-cancelled-late': {
    title: {
      de: '{units} Stück bei TEMU storniert, nachdem der Auftrag an JTL ging (JTL-Auftrag {jtlOrder}).',
      en: '{units} units cancelled at TEMU after the order went to JTL (JTL order {jtlOrder}).',
    },
    cure: {
      de: `Die Menge in JTL berichtigen, bevor das Paket geht; dann erledigen: ${ignore.de}.`,
      en: `Correct the quantity in JTL before the parcel leaves; then acknowledge: ${ignore.en}.`,
    },
  },
  'orders.hand-over-unclear': {
    title: {
      de: 'Ob JTL die Datei dieses Auftrags übernommen hat, lässt sich ohne JTLs Datenbank nicht sagen.',
      en: 'Whether JTL took this order’s file cannot be told without JTL’s database.',
    },
    cure: {
      de: `In JTL nach dem Auftrag suchen. Fehlt er: kontor held retry {order}. Ist er da: ${ignore.de}.`,
      en: `Look for the order in JTL. Not there: kontor held retry {order}. There: ${ignore.en}.`,
    },
  },
  erased: {
    title: {
      de: 'Die Adresse wurde gelöscht, bevor der Auftrag an JTL ging.',
      en: 'The address was erased before the order went to JTL.',
    },
    cure: {
      de: `Von Hand bearbeiten und erledigen: ${ignore.de}.`,
      en: `Handle it by hand and acknowledge: ${ignore.en}.`,
    },
  },

  'orders.address-empty': {
    title: {
      de: 'TEMU zeigt noch keine Adresse; Kontor fragt wieder.',
      en: 'TEMU shows no address yet; Kontor asks again.',
    },
  },
  'hand-over-busy': {
    title: {
      de: 'Ein anderes Kontor übergibt diesen Auftrag gerade.',
      en: 'Another Kontor is handing this order over.',
    },
  },
  'hand-over-already-there': {
    title: {
      de: 'JTL hat diesen Auftrag oder eine Zeile dafür schon; Kontor sieht nach.',
      en: 'JTL has this order or a row for it already; Kontor looks.',
    },
  },
  'confirm-needs-database': {
    title: {
      de: 'Ohne Zugang zu JTLs Datenbank bleiben Aufträge auf „übergeben“; ob JTL sie hat, zeigt nur JTL.',
      en: 'Without access to JTL’s database orders stay “handed over”; only JTL shows whether it has them.',
    },
  },
  'order-not-found-in-time': {
    title: { de: '{subject} ist nach der Frist nicht in JTL.', en: '{subject} is not in JTL in time.' },
  },
  'order-found-twice': { title: { de: '{subject} steht zweimal in JTL.', en: '{subject} is in JTL twice.' } },
  'order-cancelled-in-jtl': { title: { de: '{subject} ist in JTL storniert.', en: '{subject} is cancelled in JTL.' } },
  'cancel-requested': {
    title: { de: '{subject}: der Käufer möchte stornieren.', en: '{subject}: the buyer wants to cancel.' },
  },

  'jtl-prices': {
    title: { de: 'Mit JTLs eigenen Preisen übergeben.', en: 'Handed over at JTL’s own prices.' },
  },
  'fields-cut': {
    title: {
      de: 'Ein Feld war zu lang für JTL und wurde gekürzt.',
      en: 'A field was too long for JTL and was shortened.',
    },
  },
  'customer-pickup': { title: { de: 'Der Käufer holt selbst ab.', en: 'The buyer picks it up.' } },
  'self-shipping-restricted': {
    title: {
      de: 'TEMU lässt für diese Bestellung vielleicht keinen eigenen Versand zu.',
      en: 'TEMU may not allow own shipping for this order.',
    },
  },
} as const satisfies Texts
