import type { Texts } from './text.ts'

/** Parcels, carriers and cancellations. */
export const trackingTexts = {
  'carrier-unknown': {
    title: {
      de: 'Für die Versandart „{method}“ ist kein TEMU-Versender gewählt.',
      en: 'No TEMU carrier is chosen for the shipping method “{method}”.',
    },
    cure: {
      de: 'Einmal zuordnen, dann läuft es von selbst: kontor carriers map "{method}" VERSENDER. Die Liste zeigt: kontor carriers.',
      en: 'Map it once, then it goes on by itself: kontor carriers map "{method}" CARRIER. The list: kontor carriers.',
    },
  },
  'shipping-method-missing': {
    title: { de: 'Ein Paket hat in JTL keine Versandart.', en: 'A parcel has no shipping method in JTL.' },
    cure: {
      de: 'In JTL am Lieferschein eine Versandart wählen.',
      en: 'Choose a shipping method on the delivery note in JTL.',
    },
  },
  'too-many-parcels': {
    title: {
      de: 'Mehr Pakete, als TEMU für ein Stück annimmt (höchstens 11).',
      en: 'More parcels than TEMU takes for one piece (11 at most).',
    },
    cure: {
      de: 'Die Sendungsnummern im Seller Center von Hand melden, dann „Erledigt“: kontor held ignore {subject}.',
      en: 'Report the numbers by hand in Seller Center, then: kontor held ignore {subject}.',
    },
  },
  'parcel-without-goods': {
    title: {
      de: 'Ein Lieferschein enthält keine Ware dieser Bestellung.',
      en: 'A delivery note holds no goods of this order.',
    },
    cure: { de: 'Den Lieferschein in JTL prüfen.', en: 'Check the delivery note in JTL.' },
  },
  'tracking-taken': {
    title: {
      de: 'TEMU sagt, die Sendungsnummer sei schon vergeben.',
      en: 'TEMU says the tracking number is used already.',
    },
    cure: {
      de: 'Die Nummer in JTL prüfen und berichtigen; danach meldet Kontor sie neu.',
      en: 'Check and correct the number in JTL; Kontor reports it again.',
    },
  },
  'confirm-refused': {
    title: { de: 'TEMU hat die Versandmeldung abgelehnt ({code}).', en: 'TEMU refused the shipment ({code}).' },
    cure: {
      de: 'Den Hinweis zum Code lesen, die Ursache beheben, dann: kontor held retry {subject}.',
      en: 'Read the hint of the code, mend the cause, then: kontor held retry {subject}.',
    },
  },
  'not-read-back': {
    title: {
      de: 'TEMU hat die Versandmeldung angenommen, zeigt sie aber auch nach {minutes} Minuten nicht.',
      en: 'TEMU took the shipment but does not show it after {minutes} minutes.',
    },
    cure: {
      de: 'Im Seller Center nachsehen, dann: kontor held retry {subject}.',
      en: 'Look in Seller Center, then: kontor held retry {subject}.',
    },
  },
  'partly-delivered-late': {
    title: {
      de: 'Die Versandfrist ist vorbei, aber in JTL ist erst ein Teil geliefert.',
      en: 'The ship-by time has passed, but JTL has delivered only a part.',
    },
    cure: {
      de: 'In JTL den Rest liefern oder bei TEMU stornieren.',
      en: 'Deliver the rest in JTL or cancel it at TEMU.',
    },
  },
  'parcel-gone-after-report': {
    title: {
      de: 'Paket {parcel} ({tracking}) wurde in JTL gelöscht, TEMU kennt es aber schon.',
      en: 'Parcel {parcel} ({tracking}) was deleted in JTL, but TEMU knows it already.',
    },
    cure: { de: 'Das richtige Paket bei TEMU eintragen.', en: 'Put the right parcel in at TEMU.' },
  },
  'carrier-mapped': {
    title: {
      de: 'Die Versandart „{method}“ wurde von selbst dem Versender {carrier} zugeordnet. Ändern: kontor carriers map.',
      en: 'The shipping method “{method}” was mapped to the carrier {carrier} by itself. To change it: kontor carriers map.',
    },
  },
  'tracking-corrected': {
    title: {
      de: 'Sendungsnummer in JTL berichtigt; TEMU wird sie mitgeteilt.',
      en: 'Tracking number corrected in JTL; TEMU is told.',
    },
  },
  'correction-refused': {
    title: {
      de: 'TEMU nimmt die berichtigte Sendungsnummer {tracking} nicht mehr an ({code}).',
      en: 'TEMU does not take the corrected tracking number {tracking} any more ({code}).',
    },
    cure: { de: 'Im Seller Center von Hand ändern.', en: 'Change it by hand in Seller Center.' },
  },
  'cancellations.unreadable': {
    title: {
      de: '{count} Stornowünsche bei TEMU sind nicht lesbar; bis dahin wird nichts übergeben und nichts gemeldet.',
      en: '{count} cancellation requests at TEMU cannot be read; until then nothing is handed over or reported.',
    },
    cure: {
      de: 'Die Stornowünsche im Seller Center entscheiden und den Eintrag {first} melden.',
      en: 'Decide the requests in Seller Center and report the entry {first}.',
    },
  },
  'wait-tracking': {
    title: { de: 'Verschickt, aber noch ohne Sendungsnummer.', en: 'Shipped, but without a tracking number yet.' },
  },
  'read-lag': {
    title: { de: 'TEMU zeigt die Meldung noch nicht.', en: 'TEMU does not show the report yet.' },
  },
  'jtl-database-missing': {
    title: {
      de: 'Ohne Zugang zur JTL-Datenbank kann dieser Schritt nichts tun: {step}.',
      en: 'Without access to the JTL database this step can do nothing: {step}.',
    },
    cure: {
      de: 'KONTOR_JTL_SQLSERVER setzen, dann werden Sendungsnummern und Bestände übertragen.',
      en: 'Set KONTOR_JTL_SQLSERVER; then tracking numbers and stock are transferred.',
    },
  },
} as const satisfies Texts
