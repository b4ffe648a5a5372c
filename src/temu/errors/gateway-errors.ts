import type { TemuErrorEntries } from './error-entry.ts'

/** The gateway itself and everything about access: keys, tokens, clock, limits: TEMU's guide to error codes. */
export const gatewayErrors = {
  'temu.business-error': {
    temu: [2000000],
    reaction: 'hold',
    mayHaveActed: true,
    hint: {
      de: 'TEMU hat den Vorgang aus fachlichen Gründen abgelehnt, ohne den Grund zu beziffern. Bitte im Seller Center nachsehen und danach erneut versuchen.',
      en: 'TEMU refused this for a business reason it did not name. Look at it in the Seller Center, then try again.',
    },
  },
  'temu.bad-parameters': {
    temu: [3000000],
    reaction: 'hold',
    hint: {
      de: 'TEMU versteht einen Wert in dieser Anfrage nicht. Bitte Artikel- und Sendungsdaten prüfen; bleibt es dabei, melden Sie den Fall mit der Anfragenummer.',
      en: 'TEMU does not accept a value in this request. Check article and parcel data; if it stays, report it with the request id.',
    },
  },
  'temu.sign-invalid': {
    temu: [3000001, 3000040],
    reaction: 'pause',
    hint: {
      de: 'TEMU erkennt die Unterschrift nicht an: App Key und App Secret passen nicht zusammen. Bitte beide in der Partner-Plattform neu kopieren (ohne Leerzeichen).',
      en: 'TEMU does not accept the signature: app key and app secret do not belong together. Copy both again from the partner platform (no blanks).',
    },
  },
  'temu.api-unknown': {
    temu: [3000002, 3000003, 3000004, 3000013, 3000014, 6000001],
    reaction: 'hold',
    hint: {
      de: 'TEMU kennt diese Schnittstelle nicht oder hat sie abgeschaltet. Bitte Kontor aktualisieren und prüfen, ob die Adresse des TEMU-Zugangs zur Region gehört.',
      en: 'TEMU does not know this API or has retired it. Update Kontor and check that the gateway address belongs to your region.',
    },
  },
  'temu.clock-off': {
    temu: [3000010, 3000011, 3000012],
    reaction: 'retry',
    passing: true,
    hint: {
      de: 'Die Uhr dieses Rechners weicht mehr als fünf Minuten von der Uhr bei TEMU ab. Bitte die automatische Zeiteinstellung des Systems einschalten.',
      en: "This machine's clock is more than five minutes off TEMU's. Switch on automatic time setting.",
    },
  },
  'temu.app-unknown': {
    temu: [3000019, 3000020, 3000025, 3000026],
    reaction: 'pause',
    hint: {
      de: 'TEMU kennt diesen App Key nicht. Bitte den App Key aus der Partner-Plattform derselben Region eintragen.',
      en: 'TEMU does not know this app key. Enter the app key from the partner platform of the same region.',
    },
  },
  'temu.app-not-permitted': {
    temu: [3000021, 3000027],
    reaction: 'hold',
    hint: {
      de: 'Ihre TEMU-App darf diese Schnittstelle nicht benutzen. Bitte beim TEMU-Partnersupport freischalten lassen und den Shop danach neu autorisieren.',
      en: 'Your TEMU app may not use this API. Have TEMU partner support unlock it, then authorise the shop again.',
    },
  },
  'temu.app-suspended': {
    temu: [3000022, 3000028],
    reaction: 'pause',
    hint: {
      de: 'TEMU hat Ihre App gesperrt. Bitte den Grund in der Partner-Plattform klären.',
      en: 'TEMU has suspended your app. Clear it up in the partner platform.',
    },
  },
  'temu.token-unknown': {
    temu: [3000030, 3000031, 3000033],
    reaction: 'pause',
    hint: {
      de: 'TEMU kennt diesen Zugangstoken nicht, oder er gehört zu einer anderen App. Bitte den Shop im Seller Center neu autorisieren und den neuen Token eintragen.',
      en: 'TEMU does not know this access token, or it belongs to another app. Authorise the shop again in the Seller Center and enter the new token.',
    },
  },
  'temu.api-not-granted': {
    temu: [3000032],
    reaction: 'hold',
    hint: {
      de: 'Der Zugangstoken erlaubt diese Schnittstelle nicht. Bitte sie bei TEMU freischalten lassen und den Shop neu autorisieren; alles andere läuft weiter.',
      en: 'The access token does not include this API. Have TEMU unlock it and authorise the shop again; everything else goes on.',
    },
  },
  'temu.token-expired': {
    temu: [3000034],
    reaction: 'pause',
    hint: {
      de: 'Der Zugangstoken ist abgelaufen oder durch einen neuen ersetzt. Bitte im Seller Center neu autorisieren und den neuen Token eintragen; danach wird alles nachgeholt.',
      en: 'The access token has expired or was replaced. Authorise again in the Seller Center and enter the new token; everything is caught up then.',
    },
  },
  'temu.system-error': {
    temu: [4000000, 7000000],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'TEMU meldet einen eigenen Fehler. Kontor versucht es von selbst wieder; kommt es dauernd vor, prüfen Sie, ob die Adresse des TEMU-Zugangs zur Region der App gehört.',
      en: "TEMU reports a fault of its own. Kontor tries again by itself; if it persists, check that the gateway address belongs to your app's region.",
    },
  },
  'temu.rate-limited': {
    temu: [4000004],
    reaction: 'retry',
    passing: true,
    hint: {
      de: 'TEMU bremst, weil zu viele Anfragen in kurzer Zeit kamen. Kontor wird von selbst langsamer; nutzt noch ein anderes Programm dieselbe App?',
      en: 'TEMU slows us down: too many requests in a short time. Kontor slows down by itself; does another program use the same app?',
    },
  },
  'temu.not-authorised': {
    temu: [5000000, 5000001, 5000002],
    reaction: 'pause',
    hint: {
      de: 'TEMU lässt diesen Zugang nicht zu. Bitte Adresse des Zugangs, Region und Freigabe der App in der Partner-Plattform prüfen.',
      en: 'TEMU does not admit this access. Check gateway address, region and approval of the app in the partner platform.',
    },
  },
  'temu.ip-not-allowed': {
    temu: [5000003],
    reaction: 'pause',
    hint: {
      de: 'Die Internetadresse (IP) dieses Rechners steht nicht auf der Liste Ihrer TEMU-App. Bitte in der Partner-Plattform eintragen; eine feste IP ist nötig.',
      en: "This machine's IP address is not on your TEMU app's list. Add it in the partner platform; a fixed IP is needed.",
    },
  },
  'temu.authorisation-failed': {
    temu: [110020001, 110020002, 110020003],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat aus dem Autorisierungscode keinen Token gemacht: falsche Region, schon benutzt oder älter als zehn Minuten. Bitte die Autorisierung neu beginnen.',
      en: 'TEMU made no token from the authorisation code: wrong region, already used or older than ten minutes. Start the authorisation again.',
    },
  },
  'temu.events-refused': {
    temu: [110020005, 110020006, 110020007, 110020008, 110020009],
    reaction: 'hold',
    hint: {
      de: 'TEMU hat die Benachrichtigungen nicht umgestellt. Bitte die Ereignisse in der Partner-Plattform und im Seller Center freigeben; Kontor fragt bis dahin regelmäßig ab.',
      en: 'TEMU did not change the notifications. Permit the events in the partner platform and the Seller Center; until then Kontor keeps polling.',
    },
  },
  // What follows TEMU does not number: faults of the line and of the answer.
  'temu.unreachable': {
    temu: [],
    reaction: 'retry',
    passing: true,
    hint: {
      de: 'TEMU ist nicht erreichbar. Bitte Internetverbindung, Firewall und die Adresse des TEMU-Zugangs prüfen; Kontor versucht es von selbst wieder.',
      en: 'TEMU cannot be reached. Check internet connection, firewall and gateway address; Kontor tries again by itself.',
    },
  },
  'temu.timeout': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'TEMU hat nicht rechtzeitig geantwortet. Kontor sieht erst nach, ob der Vorgang trotzdem angekommen ist, bevor es ihn wiederholt.',
      en: 'TEMU did not answer in time. Kontor looks whether it got through all the same before repeating anything.',
    },
  },
  'temu.reply-lost': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'Die Verbindung zu TEMU riss ab, bevor die Antwort vollständig war. Kontor sieht erst nach, bevor es etwas wiederholt.',
      en: 'The connection to TEMU broke before the answer was complete. Kontor looks before repeating anything.',
    },
  },
  'temu.http-error': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    passing: true,
    hint: {
      de: 'Statt TEMU antwortete ein Server dazwischen mit einem Fehler. Kontor versucht es wieder; dauert es an, prüfen Sie Proxy, Firewall und Adresse des Zugangs.',
      en: 'A server in between answered with an error instead of TEMU. Kontor tries again; if it persists, check proxy, firewall and gateway address.',
    },
  },
  'temu.answer-unreadable': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    hint: {
      de: 'TEMUs Antwort hat nicht die dokumentierte Form. Kontor versucht es wenige Male wieder; bleibt es dabei, bitte Kontor aktualisieren und den Fall mit der Anfragenummer melden.',
      en: "TEMU's answer does not have the documented shape. Kontor tries a few times; if it stays, update Kontor and report it with the request id.",
    },
  },
  'temu.pages-incomplete': {
    temu: [],
    reaction: 'retry',
    hint: {
      de: 'TEMUs Liste ließ sich nicht vollständig lesen (Seiten fehlten oder wiederholten sich). Nichts wurde übersprungen: Kontor liest die Liste von vorn.',
      en: "TEMU's list could not be read completely (pages missing or repeated). Nothing was skipped: Kontor reads the list again from the start.",
    },
  },
  'temu.request-invalid': {
    temu: [],
    reaction: 'hold',
    hint: {
      de: 'Kontor hat diese Anfrage nicht abgeschickt, weil ein Wert TEMUs Regeln verletzt (zum Beispiel Sonderzeichen in der Sendungsnummer). Bitte den genannten Wert berichtigen.',
      en: "Kontor did not send this request because a value breaks TEMU's rules (for example special characters in a tracking number). Correct the value named.",
    },
  },
  'temu.stopped': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    hint: {
      de: 'Der Lauf wurde beendet, während TEMU noch arbeitete. Der nächste Lauf sieht nach und macht weiter.',
      en: 'The run was stopped while TEMU was still working. The next run looks and continues.',
    },
  },
  'temu.unknown': {
    temu: [],
    reaction: 'retry',
    mayHaveActed: true,
    hint: {
      de: 'TEMU meldet einen Fehler, den Kontor nicht kennt. Kontor versucht es wenige Male wieder; bleibt es dabei, sehen Sie im Seller Center nach und melden Sie den Code.',
      en: 'TEMU reports an error Kontor does not know. Kontor tries a few times; if it stays, look in the Seller Center and report the code.',
    },
  },
} as const satisfies TemuErrorEntries
