import type { TemuErrorEntries } from './error-entry.ts'

/** Shipment confirm, tracking edits, parcels: as documented on TEMU's pages of these APIs. */
export const shipmentErrors = {
  'temu.already-shipped': {
    temu: [120012004],
    reaction: 'retry',
    mayHaveActed: true,
    hint: {
      de: 'TEMU sagt, dass hier schon versandt wurde. Kontor liest nach, womit; stimmt die Sendungsnummer, ist alles gut.',
      en: 'TEMU says this is shipped already. Kontor reads back with what; if the tracking number agrees, all is well.',
    },
  },
  'temu.package-exists': {
    temu: [120012020],
    reaction: 'retry',
    mayHaveActed: true,
    hint: {
      de: 'Zu dieser Bestellung gibt es bei TEMU schon ein Paket. Kontor liest nach; weicht es ab, ändern Sie die Sendungsnummer im Seller Center.',
      en: 'TEMU already has a package for this order. Kontor reads back; if it differs, change the tracking number in the Seller Center.',
    },
  },
  'temu.tracking-number-used': {
    temu: [120014003, 120014004],
    reaction: 'hold',
    mayHaveActed: true,
    hint: {
      de: 'Diese Sendungsnummer ist bei TEMU schon benutzt; jede gilt nur einmal. Bitte die Sendungsnummer am Lieferschein in JTL prüfen.',
      en: 'This tracking number is used at TEMU already; each counts only once. Check the tracking number on the delivery note in JTL.',
    },
  },
  'temu.tracking-number-invalid': {
    temu: [120014001, 120014005, 120014008, 120014020, 120014022, 120014023],
    reaction: 'hold',
    hint: {
      de: 'TEMU erkennt die Sendungsnummer für diesen Versanddienstleister nicht an. Bitte Sendungsnummer und Zuordnung der Versandart prüfen.',
      en: 'TEMU does not accept the tracking number for this carrier. Check tracking number and carrier mapping.',
    },
  },
  'temu.tracking-number-of-temu': {
    temu: [120014019],
    reaction: 'hold',
    hint: {
      de: 'Diese Sendungsnummer stammt aus einem TEMU-Etikett und darf nicht selbst gemeldet werden. Bitte im Seller Center versenden.',
      en: 'This tracking number comes from a TEMU label and must not be reported by you. Ship it in the Seller Center.',
    },
  },
  'temu.shipment-busy': {
    temu: [120014006],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'TEMU konnte die Versandmeldung gerade nicht bearbeiten. Kontor sieht nach und meldet dann erneut.',
      en: 'TEMU could not handle the shipment right now. Kontor looks and then reports again.',
    },
  },
  'temu.buyer-request-open': {
    temu: [120012023, 120012030, 120012031, 120017007],
    reaction: 'hold',
    hint: {
      de: 'Zu dieser Bestellung läuft ein Wunsch des Käufers (Storno oder Adresse) oder eine Prüfung durch TEMU. Bitte im Seller Center entscheiden; das Paket möglichst zurückhalten.',
      en: 'A request of the buyer (cancellation or address) or a check by TEMU is open for this order. Decide in the Seller Center; hold the parcel back if you can.',
    },
  },
  'temu.shipment-order-invalid': {
    temu: [120012007, 120012016],
    reaction: 'hold',
    hint: {
      de: 'TEMU findet die Bestellung oder Position dieser Versandmeldung nicht. Bitte im Seller Center prüfen, ob sie noch offen ist.',
      en: 'TEMU does not find the order or line of this shipment. Check in the Seller Center whether it is still open.',
    },
  },
  'temu.shipment-combination': {
    temu: [120012015, 120015539, 120012041],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt diese Zusammenstellung von Positionen in einem Paket nicht an. Bitte die Bestellung einzeln im Seller Center melden.',
      en: 'TEMU does not take this combination of lines in one parcel. Report the order by itself in the Seller Center.',
    },
  },
  'temu.warehouse-invalid': {
    temu: [120015527, 120011006, 120011085, 120011086, 120012063, 120012064, 120011011, 120011065],
    reaction: 'hold',
    hint: {
      de: 'TEMU verlangt ein gültiges, vollständig ausgefülltes Lager für diese Bestellung. Bitte das Lager im Seller Center ergänzen und in Kontor auswählen.',
      en: 'TEMU demands a valid, complete warehouse for this order. Complete the warehouse in the Seller Center and choose it in Kontor.',
    },
  },
  'temu.sub-parcels-invalid': {
    temu: [120011043, 120011044, 120011045, 120011098, 120012043, 120015002, 120015559, 120015560],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt die zusätzlichen Pakete nicht an: erlaubt sind höchstens zehn und nur bei einem einzelnen Stück. Bitte im Seller Center melden.',
      en: 'TEMU does not take the additional parcels: at most ten, and only for one single piece. Report them in the Seller Center.',
    },
  },
  'temu.signature-order-alone': {
    temu: [120015543],
    reaction: 'hold',
    hint: {
      de: 'Eine Bestellung mit Unterschrift bei Zustellung muss allein versandt werden. Bitte getrennt verpacken und melden.',
      en: 'An order with signature on delivery has to ship alone. Pack and report it separately.',
    },
  },
  'temu.carrier-not-allowed': {
    temu: [120015037, 120015026, 120015030, 120015050, 120015528],
    reaction: 'hold',
    hint: {
      de: 'TEMU lässt diesen Versanddienstleister für die Bestellung nicht zu (Sperrgut, Altersprüfung, Nachnahme oder Ähnliches). Bitte anders versenden und die Zuordnung prüfen.',
      en: 'TEMU does not allow this carrier for the order (bulky goods, age check, cash on delivery or the like). Ship it another way and check the mapping.',
    },
  },
  'temu.self-shipping-not-allowed': {
    temu: [120012034, 120012035, 120011091, 120011059, 120011092],
    reaction: 'hold',
    hint: {
      de: 'Der Shop darf hier nicht mit eigener Sendungsnummer melden; TEMU verlangt sein Etikett. Bitte im Seller Center versenden.',
      en: 'The shop may not report its own tracking number here; TEMU demands its label. Ship it in the Seller Center.',
    },
  },
  'temu.shipping-setup-incomplete': {
    temu: [120011030, 120011031, 120011072, 120011020],
    reaction: 'hold',
    hint: {
      de: 'TEMU lehnt die Versandangaben ab: Partnerlager, fehlende Vereinbarung oder falsche Region. Bitte die Versandeinstellungen im Seller Center prüfen.',
      en: 'TEMU refuses the shipping data: cooperative warehouse, unsigned agreement or wrong region. Check the shipping settings in the Seller Center.',
    },
  },
  'temu.special-shipment': {
    temu: [120015518, 120018021, 120018069, 120015530, 120015531, 120015537],
    reaction: 'hold',
    hint: {
      de: 'Diese Bestellung ist ein Sonderfall (grenzüberschreitend, Hauptshop oder Vorverkauf), den TEMU nicht über die Schnittstelle melden lässt. Bitte im Seller Center versenden.',
      en: 'This order is a special case (cross-border, main store or pre-sale) that TEMU does not take through the API. Ship it in the Seller Center.',
    },
  },
  'temu.package-not-editable': {
    temu: [120018010, 120018015, 120018027, 120015529, 120015520, 120018049],
    reaction: 'hold',
    hint: {
      de: 'Dieses Paket lässt sich bei TEMU nicht mehr ändern (storniert, unbekannt oder abgeholt). Bitte im Seller Center prüfen.',
      en: 'This package can no longer be changed at TEMU (cancelled, unknown or booked for pick-up). Check it in the Seller Center.',
    },
  },
  'temu.tracking-info-missing': {
    temu: [170070010, 170070011, 170070012],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat zu diesem Paket keine Sendungsverfolgung. Bitte im Seller Center nachsehen.',
      en: 'TEMU has no tracking for this package. Look in the Seller Center.',
    },
  },
} as const satisfies TemuErrorEntries
