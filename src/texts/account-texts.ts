import type { Texts } from './text.ts'

/** Accounts: tokens, secrets, and what is lost without an API. */
export const accountTexts = {
  'accounts.mall-unknown': {
    title: { de: 'Den Shop „{mall}“ gibt es nicht.', en: 'There is no mall “{mall}”.' },
    cure: { de: 'Welche es gibt: kontor account list.', en: 'Which there are: kontor account list.' },
  },
  'accounts.no-mall': {
    title: {
      de: 'Noch kein TEMU-Shop ist eingerichtet oder eingeschaltet.',
      en: 'No TEMU store is set up or switched on yet.',
    },
    cure: {
      de: 'Einrichten: kontor account add. Welche es gibt: kontor account list.',
      en: 'Set one up: kontor account add. Which there are: kontor account list.',
    },
  },
  'accounts.secrets-missing': {
    title: {
      de: 'Die Zugangsdaten des Shops „{mall}“ lassen sich nicht öffnen.',
      en: 'The secrets of the mall “{mall}” cannot be opened.',
    },
    cure: {
      de: 'Der Schlüsselbund fehlt oder wurde ersetzt. App-Secret und Token neu eintragen.',
      en: 'The key ring is missing or was replaced. Enter app secret and token again.',
    },
  },
  'token-expired': {
    title: { de: 'Das TEMU-Token ist abgelaufen.', en: 'The TEMU token has expired.' },
    cure: {
      de: 'Im Seller Center neu autorisieren und das Token eintragen.',
      en: 'Authorise again in Seller Center and enter the token.',
    },
  },
  'token-expires-soon': {
    title: { de: 'Das TEMU-Token läuft in {days} Tagen ab.', en: 'The TEMU token expires in {days} days.' },
    cure: {
      de: 'Im Seller Center neu autorisieren und das Token eintragen.',
      en: 'Authorise again in Seller Center and enter the token.',
    },
  },
  'token-of-another-store': {
    title: { de: 'Das Token gehört zu einem anderen TEMU-Shop.', en: 'The token belongs to another TEMU store.' },
    cure: {
      de: 'Das richtige Token eintragen, oder den anderen Shop als eigenen Shop anlegen.',
      en: 'Enter the right token, or add the other store as a mall of its own.',
    },
  },
  'api-not-granted': {
    title: { de: 'TEMU erlaubt {api} nicht.', en: 'TEMU does not allow {api}.' },
  },
  'without-orders': { title: { de: 'Bestellungen können nicht gelesen werden.', en: 'Orders cannot be read.' } },
  'without-order-detail': {
    title: { de: 'Einzelne Bestellungen können nicht nachgelesen werden.', en: 'Single orders cannot be looked up.' },
  },
  'without-addresses': {
    title: {
      de: 'Lieferadressen fehlen: nichts kann an JTL gehen.',
      en: 'Addresses are missing: nothing can go to JTL.',
    },
  },
  'without-decrypt': { title: { de: 'Verdeckte Adressen bleiben verdeckt.', en: 'Masked addresses stay masked.' } },
  'without-amounts-v2': {
    title: { de: 'Beträge nur über die ältere Schnittstelle.', en: 'Amounts only through the older interface.' },
  },
  'without-amounts-v1': {
    title: { de: 'Beträge nur über die neuere Schnittstelle.', en: 'Amounts only through the newer interface.' },
  },
  'without-carriers': { title: { de: 'Versender können nicht zugeordnet werden.', en: 'Carriers cannot be mapped.' } },
  'without-warehouses': {
    title: { de: 'TEMUs Versandlager kann nicht gelesen werden.', en: 'TEMU’s warehouse cannot be read.' },
  },
  'without-confirm': {
    title: { de: 'Pakete können TEMU nicht gemeldet werden.', en: 'Parcels cannot be reported to TEMU.' },
  },
  'without-read-back': {
    title: { de: 'Gemeldete Pakete können nicht nachgelesen werden.', en: 'Reported parcels cannot be read back.' },
  },
  'without-tracking-edit': {
    title: { de: 'Gemeldete Nummern können nicht berichtigt werden.', en: 'Reported numbers cannot be corrected.' },
  },
  'without-cancellations': {
    title: {
      de: 'Stornowünsche können nicht gelesen werden: nichts wird übergeben.',
      en: 'Wishes to cancel cannot be read: nothing is handed over.',
    },
  },
  'without-listings': { title: { de: 'Angebote können nicht gelesen werden.', en: 'Listings cannot be read.' } },
  'without-stock-edit': { title: { de: 'Bestände können nicht gesendet werden.', en: 'Stock cannot be sent.' } },
  'without-stock-read': {
    title: { de: 'Bestände können nicht nachgelesen werden.', en: 'Stock cannot be read back.' },
  },
} as const satisfies Texts
