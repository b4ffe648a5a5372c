import type { Texts } from './text.ts'

/** What the service answers when it does not do what was asked. */
export const apiTexts = {
  'api.not-found': {
    title: { de: 'Das gibt es nicht.', en: 'There is no such thing.' },
    cure: {
      de: 'Nummer und Shop prüfen. Was zu einem Shop gehört, den Sie nicht sehen dürfen, wird genauso beantwortet.',
      en: 'Check number and mall. What belongs to a mall you may not see is answered the same way.',
    },
  },
  'api.invalid': {
    title: { de: 'Die Anfrage enthält falsche Angaben.', en: 'The request holds wrong values.' },
    cure: {
      de: 'Die genannten Felder berichtigen und noch einmal senden.',
      en: 'Correct the fields that are named and send it again.',
    },
  },
  'api.not-signed-in': {
    title: { de: 'Sie sind nicht angemeldet.', en: 'You are not signed in.' },
    cure: {
      de: 'Anmelden und noch einmal versuchen. Programme senden einen API-Schlüssel: Authorization: Bearer kontor_…',
      en: 'Sign in and try again. Programs send an API key: Authorization: Bearer kontor_…',
    },
  },
  'api.not-allowed': {
    title: { de: 'Dafür reicht Ihr Recht nicht: nötig ist „{role}“.', en: 'This needs the role “{role}”.' },
    cure: {
      de: 'Jemanden mit diesem Recht bitten, oder sich das Recht vom Administrator geben lassen.',
      en: 'Ask somebody who has it, or have an administrator give it to you.',
    },
  },
  'api.not-by-key': {
    title: { de: 'Mit einem API-Schlüssel geht das nicht.', en: 'This cannot be done with an API key.' },
    cure: {
      de: 'Als Person anmelden und das Kennwort noch einmal eingeben.',
      en: 'Sign in as a person and give the password again.',
    },
  },
  'api.password-again': {
    title: { de: 'Bitte das Kennwort noch einmal eingeben.', en: 'Please give the password again.' },
    cure: {
      de: 'Danach gilt es zehn Minuten lang; die Eingabe muss nicht wiederholt werden.',
      en: 'It then holds for ten minutes; nothing else has to be typed again.',
    },
  },
  'api.wrong-host': {
    title: { de: 'Unter diesem Namen ist Kontor nicht zu erreichen.', en: 'Kontor does not answer to this host name.' },
    cure: {
      de: 'Die Adresse aus KONTOR_PUBLIC_URL benutzen, oder auf dem Rechner selbst 127.0.0.1.',
      en: 'Use the address in KONTOR_PUBLIC_URL, or 127.0.0.1 on the machine itself.',
    },
  },
  'api.foreign-page': {
    title: { de: 'Die Anfrage kam von einer fremden Seite.', en: 'The request came from a foreign page.' },
    cure: {
      de: 'Kontor unter seiner eigenen Adresse öffnen. Programme benutzen einen API-Schlüssel.',
      en: 'Open Kontor at its own address. Programs use an API key.',
    },
  },
  'api.too-many': {
    title: { de: 'Zu viele Anfragen in kurzer Zeit.', en: 'Too many requests in a short time.' },
    cure: { de: 'Kurz warten und noch einmal versuchen.', en: 'Wait a moment and try again.' },
  },
  'api.too-large': {
    title: { de: 'Die Anfrage ist zu groß.', en: 'The request is too large.' },
    cure: { de: 'In kleinere Teile aufteilen.', en: 'Split it into smaller parts.' },
  },
  'api.json-only': {
    title: { de: 'Hier wird nur JSON angenommen.', en: 'Only JSON is taken here.' },
    cure: { de: 'Content-Type: application/json senden.', en: 'Send Content-Type: application/json.' },
  },
  'api.no-json': {
    title: { de: 'Der Inhalt der Anfrage ist kein vollständiges JSON.', en: 'The body is not complete JSON.' },
    cure: { de: 'Den Inhalt prüfen und noch einmal senden.', en: 'Check the body and send it again.' },
  },
  'api.internal': {
    title: { de: 'In Kontor ist ein Fehler aufgetreten.', en: 'Something went wrong inside Kontor.' },
    cure: {
      de: 'Noch einmal versuchen. Bleibt es so: Die Nummer der Anfrage (requestId) steht auch im Protokoll des Dienstes.',
      en: 'Try again. If it stays: the number of the request (requestId) is in the log of the service, too.',
    },
  },
  'api.not-for-some-malls': {
    title: {
      de: 'Das betrifft die ganze Installation; Ihr Recht gilt nur für einzelne Shops.',
      en: 'This is about the whole installation; your rights are for some malls only.',
    },
    cure: {
      de: 'Jemanden bitten, der alle Shops sehen darf.',
      en: 'Ask somebody who may see every mall.',
    },
  },
  'api.request-key-used': {
    title: {
      de: 'Dieser Auftragsschlüssel (x-request-key) gehört schon zu einer anderen Anfrage.',
      en: 'This x-request-key belongs to another request already.',
    },
    cure: { de: 'Für jede neue Anfrage einen neuen Schlüssel senden.', en: 'Send a new key with every new request.' },
  },
  'api.order-too-late': {
    title: {
      de: 'Diese Bestellung lässt sich nicht mehr anhalten ({state}).',
      en: 'This order can no longer be held ({state}).',
    },
    cure: {
      de: 'Sie ist schon gemeldet, storniert oder abgeschlossen. Was noch zu ändern ist, im Seller Center oder in JTL ändern.',
      en: 'It is reported, cancelled or over already. What is left to change is changed in Seller Center or in JTL.',
    },
  },
  'api.key-lost': {
    title: {
      de: 'Die verschlüsselten Angaben lassen sich nicht öffnen.',
      en: 'The sealed data cannot be opened.',
    },
    cure: {
      de: 'Der Schlüssel gehört nicht zu diesen Daten (zurückgespielte Sicherung?). Den Schlüsselbund von damals einspielen.',
      en: 'The key does not belong to this data (a restored backup?). Put the key ring of that time in place.',
    },
  },
  'api.mall-exists': {
    title: { de: 'Den Shop „{mall}“ gibt es schon.', en: 'The mall “{mall}” is there already.' },
    cure: {
      de: 'Einen anderen Kurznamen wählen, oder beim vorhandenen Shop ein neues Token eintragen.',
      en: 'Choose another short name, or enter a new token for the one that is there.',
    },
  },
  'api.answer-too-large': {
    title: {
      de: 'Die archivierte Antwort ist zu groß zum Ansehen.',
      en: 'The archived answer is too large to look at.',
    },
    cure: {
      de: 'Auf dem Rechner selbst: kontor archive show {id}.',
      en: 'On the machine itself: kontor archive show {id}.',
    },
  },
  'listing-unknown-sku': {
    title: { de: 'Die TEMU-SKU „{sku}“ kennt Kontor nicht.', en: 'Kontor does not know the TEMU SKU “{sku}”.' },
    cure: {
      de: 'Shop und skuId prüfen, wie der Export sie zeigt; neue Angebote liest der nächste vollständige Bestandsabgleich.',
      en: 'Check mall and skuId as the export shows them; new listings are read by the next full stock sync.',
    },
  },
  'listing-twice': {
    title: {
      de: 'Die TEMU-SKU „{sku}“ steht zweimal in der Tabelle; die erste Zeile gilt.',
      en: 'The TEMU SKU “{sku}” is in the table twice; the first row counts.',
    },
    cure: { de: 'Eine der beiden Zeilen löschen.', en: 'Delete one of the two rows.' },
  },
} as const satisfies Texts
