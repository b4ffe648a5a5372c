import type { Texts } from './text.ts'

/** What the audit found, per kind: what differs, with both values, and what to do. */
export const auditTexts = {
  'audit.order-missing-here': {
    title: {
      de: 'Bestellung {subject} ist bei TEMU und fehlt in Kontor.',
      en: 'Order {subject} is at TEMU and missing in Kontor.',
    },
    cure: {
      de: 'Nachholen: kontor audit --repair. Kontor liest die Bestellung und übergibt sie wie jede andere an JTL.',
      en: 'Fetch it: kontor audit --repair. Kontor reads the order and hands it to JTL like any other.',
    },
  },
  'audit.order-missing-at-temu': {
    title: {
      de: 'Bestellung {subject} ist in Kontor, TEMU zeigt sie nicht mehr.',
      en: 'Order {subject} is in Kontor, and TEMU shows it no more.',
    },
    cure: {
      de: 'Im Seller Center nachsehen. Gibt es sie dort nicht, den Auftrag in JTL nicht ausliefern und TEMU fragen.',
      en: 'Look in Seller Center. If it is not there, do not ship the order in JTL, and ask TEMU.',
    },
  },
  'audit.order-differs': {
    title: {
      de: 'Bestellung {subject} steht in Kontor anders als bei TEMU. Kontor: {ours}. TEMU: {theirs}.',
      en: 'Order {subject} is not the same in Kontor and at TEMU. Kontor: {ours}. TEMU: {theirs}.',
    },
    cure: { de: 'Neu lesen: kontor audit --repair.', en: 'Read it again: kontor audit --repair.' },
  },
  'audit.order-stuck': {
    title: {
      de: 'Bestellung {subject} müsste bei JTL sein, und nichts bewegt sich (Stand: {ours}).',
      en: 'Order {subject} should be with JTL, and nothing moves (state: {ours}).',
    },
    cure: {
      de: 'Läuft Kontor? Sonst jetzt abgleichen: kontor sync orders. Bleibt sie stehen: kontor orders show {subject}.',
      en: 'Is Kontor running? Otherwise synchronise now: kontor sync orders. If it stays: kontor orders show {subject}.',
    },
  },
  'audit.order-missing-in-jtl': {
    title: {
      de: 'Bestellung {subject} wurde an JTL übergeben und fehlt dort (Auftrag {ours}).',
      en: 'Order {subject} was handed to JTL and is missing there (order {ours}).',
    },
    cure: {
      de: 'Wurde der Auftrag in JTL gelöscht? Kontor legt ihn nicht von selbst neu an. kontor audit --repair macht daraus einen Klärfall: „retry“ übergibt die Bestellung neu, „ignore“ lässt es dabei.',
      en: 'Was the order deleted in JTL? Kontor does not create it anew by itself. kontor audit --repair puts it before you: “retry” hands the order over again, “ignore” leaves it.',
    },
  },
  'audit.order-cancelled-in-jtl': {
    title: {
      de: 'Bestellung {subject} ist in JTL storniert (Auftrag {theirs}), bei TEMU nicht.',
      en: 'Order {subject} is cancelled in JTL (order {theirs}) and not at TEMU.',
    },
    cure: {
      de: 'Auch bei TEMU stornieren, oder den Auftrag in JTL neu anlegen und ausliefern.',
      en: 'Cancel it at TEMU, too, or create the order in JTL anew and ship it.',
    },
  },
  'audit.order-twice-in-jtl': {
    title: {
      de: 'Bestellung {subject} ist mehrfach in JTL: {theirs}.',
      en: 'Order {subject} is in JTL more than once: {theirs}.',
    },
    cure: {
      de: 'Alle bis auf einen Auftrag in JTL stornieren, bevor sie gepackt werden.',
      en: 'Cancel all but one order in JTL before they are packed.',
    },
  },
  'audit.order-cancelled-at-temu': {
    title: {
      de: 'Bestellung {subject} ist bei TEMU storniert und lebt in JTL weiter (Auftrag {theirs}).',
      en: 'Order {subject} is cancelled at TEMU and lives on in JTL (order {theirs}).',
    },
    cure: {
      de: 'Den Auftrag in JTL stornieren. Ist er schon unterwegs, das Paket zurückrufen.',
      en: 'Cancel the order in JTL. If it has left already, call the parcel back.',
    },
  },
  'audit.lines-differ-in-jtl': {
    title: {
      de: 'Artikel oder Mengen von Bestellung {subject} sind in JTL andere. Verkauft: {ours}. JTL: {theirs}.',
      en: 'Articles or quantities of order {subject} are others in JTL. Sold: {ours}. JTL: {theirs}.',
    },
    cure: {
      de: 'Den Auftrag in JTL mit der Bestellung vergleichen (kontor orders show {subject}) und berichtigen.',
      en: 'Compare the order in JTL with what was sold (kontor orders show {subject}) and correct it.',
    },
  },
  'audit.amounts-differ-in-jtl': {
    title: {
      de: 'Die Summe von Bestellung {subject} ist in JTL {theirs}, nach TEMU {ours}.',
      en: 'The sum of order {subject} is {theirs} in JTL, and {ours} by TEMU.',
    },
    cure: {
      de: 'Preise, Rabatt und Versandkosten des Auftrags in JTL prüfen und berichtigen, bevor die Rechnung geschrieben wird.',
      en: 'Check prices, discount and shipping of the order in JTL and correct them before the invoice is written.',
    },
  },
  'audit.parcel-not-reported': {
    title: {
      de: 'Ein Paket von Bestellung {subject} hat das Haus verlassen, und TEMU weiß nichts davon ({ours}).',
      en: 'A parcel of order {subject} has left, and TEMU was not told ({ours}).',
    },
    cure: {
      de: 'Fehlt die Sendungsnummer in JTL? Eintragen; sonst jetzt melden: kontor sync orders.',
      en: 'Is the tracking number missing in JTL? Enter it; otherwise report it now: kontor sync orders.',
    },
  },
  'audit.parcel-missing-at-temu': {
    title: {
      de: 'Paket {detail} von Bestellung {subject} wurde gemeldet, TEMU zeigt es nicht.',
      en: 'Parcel {detail} of order {subject} was reported, and TEMU does not show it.',
    },
    cure: {
      de: 'Im Seller Center nachsehen, ob die Sendung eingetragen ist; fehlt sie, dort eintragen.',
      en: 'Look in Seller Center whether the shipment is there; if not, enter it there.',
    },
  },
  'audit.parcel-missing-in-jtl': {
    title: {
      de: 'TEMU zeigt bei Bestellung {subject} das Paket {theirs}, das JTL nicht hat.',
      en: 'TEMU shows parcel {theirs} of order {subject}, which JTL does not have.',
    },
    cure: {
      de: 'Wurde der Lieferschein in JTL gelöscht oder die Sendung im Seller Center eingetragen? Die Nummer, die wirklich unterwegs ist, bei TEMU eintragen.',
      en: 'Was the delivery note deleted in JTL, or the shipment entered in Seller Center? Enter the number that really travels at TEMU.',
    },
  },
  'audit.parcel-carrier-differs': {
    title: {
      de: 'Paket {detail} von Bestellung {subject} steht bei TEMU mit einem anderen Versanddienstleister ({theirs} statt {ours}).',
      en: 'Parcel {detail} of order {subject} is at TEMU with another carrier ({theirs} instead of {ours}).',
    },
    cure: {
      de: 'Die Zuordnung prüfen (kontor carriers) und die Sendung im Seller Center berichtigen.',
      en: 'Check the mapping (kontor carriers) and correct the shipment in Seller Center.',
    },
  },
  'audit.offer-differs': {
    title: {
      de: 'TEMU verkauft {subject} mit {theirs} Stück, Kontor hat {ours} eingestellt.',
      en: 'TEMU sells {theirs} pieces of {subject}, Kontor set {ours}.',
    },
    cure: {
      de: 'Neu senden: kontor audit --repair. Hat jemand die Menge im Seller Center geändert?',
      en: 'Send it again: kontor audit --repair. Did somebody change the number in Seller Center?',
    },
  },
  'audit.offer-missing-at-temu': {
    title: {
      de: 'TEMU kennt das Angebot {subject} nicht, für das Kontor {ours} Stück vorsieht.',
      en: 'TEMU does not know listing {subject}, for which Kontor set {ours} pieces.',
    },
    cure: {
      de: 'Angebote neu einlesen: kontor sync inventory. Ist es bei TEMU gelöscht, verschwindet es damit auch hier.',
      en: 'Read the listings again: kontor sync inventory. If it was deleted at TEMU, it goes here, too.',
    },
  },
  'audit.number-not-told': {
    title: {
      de: 'TEMU nennt für {sku} keine Menge.',
      en: 'TEMU tells no number for {sku}.',
    },
    cure: {
      de: 'Später noch einmal prüfen; bleibt es so, das Angebot im Seller Center ansehen.',
      en: 'Check again later; if it stays, look at the listing in Seller Center.',
    },
  },
  'audit.could-not-read': {
    title: {
      de: 'Die Prüfung konnte nicht alles lesen.',
      en: 'The audit could not read everything.',
    },
    cure: {
      de: 'Was fehlt und warum, zeigt: kontor audit. Kontor prüft von selbst noch einmal.',
      en: 'What is missing and why is shown by: kontor audit. Kontor checks again by itself.',
    },
  },
  'audit.period-wrong': {
    title: {
      de: 'Der Zeitraum der Prüfung ist falsch: {value}.',
      en: 'The period of the audit is wrong: {value}.',
    },
    cure: {
      de: 'Tage als 2026-11-24; der erste nicht nach dem letzten und nicht in der Zukunft.',
      en: 'Days as 2026-11-24; the first not after the last, and not in the future.',
    },
  },
  'deleted-in-jtl': {
    title: {
      de: 'Der Auftrag zu Bestellung {order} ist aus JTL verschwunden.',
      en: 'The order {order} has disappeared from JTL.',
    },
    cure: {
      de: 'Versehentlich gelöscht: kontor held retry {order} übergibt die Bestellung neu. Absicht: kontor held ignore {order}, dann bei TEMU stornieren oder dort selbst den Versand melden.',
      en: 'Deleted by mistake: kontor held retry {order} hands the order over again. On purpose: kontor held ignore {order}; then cancel it at TEMU or report the shipment there yourself.',
    },
  },
} as const satisfies Texts
