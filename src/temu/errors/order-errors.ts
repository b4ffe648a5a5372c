import type { TemuErrorEntries } from './error-entry.ts'

/** Orders, amounts, addresses, cancellations: as documented on TEMU's pages of these APIs. */
export const orderErrors = {
  'temu.store-kind-unsupported': {
    temu: [140020001],
    reaction: 'pause',
    hint: {
      de: 'Der Token gehört zu einem grenzüberschreitenden Shop, den diese Schnittstelle nicht bedient. Bitte den Token des lokalen Shops eintragen.',
      en: 'The token belongs to a cross-border store, which this API does not serve. Enter the token of the local store.',
    },
  },
  'temu.order-not-found': {
    temu: [140020002],
    reaction: 'hold',
    hint: {
      de: 'TEMU findet diese Bestellung nicht. Gehört sie zu diesem Shop? Bitte im Seller Center nachsehen.',
      en: 'TEMU does not find this order. Does it belong to this shop? Look in the Seller Center.',
    },
  },
  'temu.agreement-missing': {
    temu: [140020003, 180020008],
    reaction: 'hold',
    hint: {
      de: 'TEMU gibt Bestell- oder Adressdaten erst heraus, wenn die Vereinbarung zum Datenschutz (DPA) unterschrieben ist. Bitte im Seller Center oder in der Partner-Plattform unterzeichnen.',
      en: 'TEMU gives order or address data only after the data protection agreement (DPA) is signed. Sign it in the Seller Center or the partner platform.',
    },
  },
  'temu.still-calculating': {
    temu: [140020008, 140020009],
    reaction: 'retry',
    hint: {
      de: 'TEMU rechnet an dieser Bestellung noch. Kontor fragt in einigen Minuten wieder.',
      en: 'TEMU is still calculating this order. Kontor asks again in a few minutes.',
    },
  },
  'temu.amount-version-not-for-site': {
    temu: [140020015],
    reaction: 'hold',
    hint: {
      de: 'Diese Fassung der Betragsabfrage gilt für Ihr Land nicht. Kontor nimmt die andere Fassung; Sie müssen nichts tun.',
      en: 'This version of the amount query does not serve your country. Kontor takes the other one; nothing to do.',
    },
  },
  'temu.order-query-invalid': {
    temu: [140020005, 140020012, 140020013, 140020014],
    reaction: 'hold',
    hint: {
      de: 'TEMU lehnt die Abfrage der Bestellungen ab (Zeitraum oder Angabe ungültig). Das liegt an Kontor: bitte aktualisieren und mit der Anfragenummer melden.',
      en: "TEMU refuses the order query (period or parameter invalid). This is Kontor's fault: update it and report the request id.",
    },
  },
  'temu.address-not-available': {
    temu: [180020001, 180020003, 180020004, 180021001],
    reaction: 'hold',
    hint: {
      de: 'TEMU gibt die Adresse dieser Bestellung nicht heraus (Land oder Verkaufsart nicht freigegeben). Bitte beim TEMU-Support freischalten lassen.',
      en: 'TEMU does not give the address of this order (country or business type not opened). Have TEMU support open it.',
    },
  },
  'temu.label-required': {
    temu: [180020030],
    reaction: 'hold',
    hint: {
      de: 'Für diese Bestellung verlangt TEMU ein eigenes Versandetikett; sie kann nicht mit einer Sendungsnummer gemeldet werden. Bitte im Seller Center versenden.',
      en: 'TEMU demands its own shipping label for this order; it cannot be confirmed with a tracking number. Ship it in the Seller Center.',
    },
  },
  'temu.customisation-busy': {
    temu: [120020001],
    reaction: 'retry',
    passing: true,
    hint: {
      de: 'TEMU kann die Personalisierung gerade nicht liefern. Kontor fragt wieder.',
      en: 'TEMU cannot give the customisation right now. Kontor asks again.',
    },
  },
  'temu.customisation-invalid': {
    temu: [120020002, 120020003, 120020004, 120020005],
    reaction: 'hold',
    hint: {
      de: 'TEMU findet zu diesen Positionen keine Personalisierung. Bitte im Seller Center nachsehen.',
      en: 'TEMU finds no customisation for these lines. Look in the Seller Center.',
    },
  },
  'temu.cancel-busy': {
    temu: [140040003],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'TEMU konnte die Stornierung gerade nicht bearbeiten. Kontor sieht nach und versucht es wieder.',
      en: 'TEMU could not handle the cancellation right now. Kontor looks and tries again.',
    },
  },
  'temu.cancel-refused': {
    temu: [140040001, 140040002, 140040004, 120050001, 120050002, 120050003, 120050004],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat die Stornierung durch den Händler nicht angenommen. Bitte die Bestellung im Seller Center prüfen.',
      en: "TEMU did not accept the seller's cancellation. Check the order in the Seller Center.",
    },
  },
  'temu.verification-refused': {
    temu: [140040005, 140040006, 140040007, 140040008, 140040009, 140040010],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat die Seriennummern oder Nachweise nicht angenommen. Bitte die Angaben im Seller Center prüfen.',
      en: 'TEMU did not accept the serial numbers or certificates. Check them in the Seller Center.',
    },
  },
  'temu.cancel-answer-refused': {
    temu: [130010001, 130010002, 130010005],
    reaction: 'hold',
    hint: {
      de: 'TEMU nimmt die Antwort auf den Stornowunsch nicht an; vielleicht ist schon alles versandt. Bitte die Bestellung im Seller Center prüfen.',
      en: 'TEMU does not take the answer to the cancellation request; perhaps everything is shipped already. Check the order in the Seller Center.',
    },
  },
  'temu.refund-refused': {
    temu: [130010003],
    reaction: 'hold',
    hint: {
      de: 'TEMU erstattet nicht, solange der Shop offene Forderungen hat. Bitte im Seller Center klären.',
      en: 'TEMU does not refund while the shop has open payables. Settle this in the Seller Center.',
    },
  },
  'temu.return-label-refused': {
    temu: [130010000, 130010004, 130010006, 130010007],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat das Rücksendeetikett oder dessen Sendungsnummer nicht angenommen. Bitte beides prüfen.',
      en: 'TEMU did not accept the return label or its tracking number. Check both.',
    },
  },
} as const satisfies TemuErrorEntries
