import type { Texts } from './text.ts'

/** Log-in, people, links and API keys. */
export const peopleTexts = {
  'people.login-wrong': {
    title: { de: 'E-Mail-Adresse oder Passwort stimmt nicht.', en: 'E-mail address or password is wrong.' },
    cure: {
      de: 'Noch einmal versuchen. Passwort vergessen: ein Admin macht unter „Personen“ einen Link zum Zurücksetzen, oder auf dem Rechner: kontor people reset.',
      en: 'Try again. Password forgotten: an admin makes a reset link under “People”, or on the machine: kontor people reset.',
    },
  },
  'people.login-again': {
    title: { de: 'Diese Anmeldung gilt nicht mehr.', en: 'This log-in is over.' },
    cure: {
      de: 'Von vorn anmelden, mit E-Mail-Adresse und Passwort.',
      en: 'Log in again, with e-mail address and password.',
    },
  },
  'people.not-logged-in': {
    title: {
      de: 'Sie sind nicht angemeldet, oder die Anmeldung ist abgelaufen.',
      en: 'You are not logged in, or the log-in has run out.',
    },
    cure: { de: 'Anmelden.', en: 'Log in.' },
  },
  'people.request-invalid': {
    title: { de: 'Diese Anfrage versteht die Anmeldung nicht.', en: 'The log-in does not understand this request.' },
    cure: { de: 'Seite neu laden und noch einmal versuchen.', en: 'Reload the page and try again.' },
  },
  'people.foreign-page': {
    title: { de: 'Die Anfrage kam von einer fremden Seite.', en: 'The request came from another page.' },
    cure: {
      de: 'Kontor unter seiner eigenen Adresse öffnen. Hinter einem Proxy muss KONTOR_PUBLIC_URL diese Adresse nennen.',
      en: 'Open Kontor at its own address. Behind a proxy KONTOR_PUBLIC_URL must name that address.',
    },
  },
  'people.not-there': {
    title: { de: 'Das gibt es hier nicht.', en: 'There is no such thing here.' },
    cure: { de: 'Seite neu laden.', en: 'Reload the page.' },
  },
  'people.try-later': {
    title: { de: 'Zu viele Versuche.', en: 'Too many tries.' },
    cure: { de: 'In {seconds} Sekunden noch einmal versuchen.', en: 'Try again in {seconds} seconds.' },
  },
  'people.code-wrong': {
    title: { de: 'Der Code stimmt nicht oder wurde schon benutzt.', en: 'The code is wrong or was used already.' },
    cure: {
      de: 'Den nächsten Code der App abwarten; geht es nie, die Uhr des Telefons stellen oder einen Ersatzcode nehmen.',
      en: 'Wait for the app’s next code; if none works, set the phone’s clock or take a backup code.',
    },
  },
  'people.second-factor-on': {
    title: { de: 'Der zweite Faktor ist schon eingeschaltet.', en: 'The second factor is on already.' },
    cure: { de: 'Für ein neues Telefon erst ausschalten.', en: 'For a new phone switch it off first.' },
  },
  'people.second-factor-off': {
    title: { de: 'Der zweite Faktor ist nicht eingeschaltet.', en: 'The second factor is not on.' },
    cure: { de: 'Erst einschalten.', en: 'Switch it on first.' },
  },
  'people.unknown': {
    title: { de: 'Diese Person gibt es nicht.', en: 'There is no such person.' },
    cure: { de: 'Wen es gibt: kontor people list.', en: 'Who there is: kontor people list.' },
  },
  'people.last-admin': {
    title: {
      de: 'Das ist der letzte Admin, der alle Shops sieht und sich anmelden kann.',
      en: 'This is the last admin who sees every shop and can log in.',
    },
    cure: { de: 'Zuerst einen anderen Admin einladen.', en: 'Invite another admin first.' },
  },
  'people.blocked': {
    title: { de: 'Diese Person ist gesperrt.', en: 'This person is blocked.' },
    cure: { de: 'Zuerst entsperren: kontor people unblock.', en: 'Unblock first: kontor people unblock.' },
  },
  'people.more-than-own': {
    title: {
      de: 'Niemand kann mehr Rechte oder Shops vergeben, als er selbst hat.',
      en: 'Nobody can give more rights or shops than they have.',
    },
    cure: {
      de: 'Weniger wählen, oder einen Admin aller Shops bitten.',
      en: 'Choose less, or ask an admin of all shops.',
    },
  },
  'people.link-invalid': {
    title: {
      de: 'Der Link ist benutzt, abgelaufen oder unvollständig.',
      en: 'The link was used, has run out, or is not complete.',
    },
    cure: {
      de: 'Einen neuen machen lassen: kontor people setup-link, invite oder reset. Ein Link gilt 60 Minuten und einmal.',
      en: 'Have a new one made: kontor people setup-link, invite or reset. A link works for 60 minutes, once.',
    },
  },
  'people.setup-done': {
    title: { de: 'Kontor ist schon eingerichtet.', en: 'Kontor is set up already.' },
    cure: {
      de: 'Weitere Personen: kontor people invite. Passwort vergessen: kontor people reset.',
      en: 'More people: kontor people invite. Password forgotten: kontor people reset.',
    },
  },
  'people.email-taken': {
    title: { de: 'Diese E-Mail-Adresse hat schon jemand.', en: 'Somebody has this e-mail address already.' },
    cure: { de: 'Anmelden, oder eine andere Adresse nehmen.', en: 'Log in, or take another address.' },
  },
  'people.email-invalid': {
    title: { de: 'Das ist keine E-Mail-Adresse.', en: 'This is no e-mail address.' },
    cure: { de: 'So schreiben: name@example.com.', en: 'Write it like name@example.com.' },
  },
  'people.name-invalid': {
    title: { de: 'Der Name fehlt oder ist zu lang.', en: 'The name is missing or too long.' },
    cure: { de: '1 bis 100 Zeichen.', en: '1 to 100 characters.' },
  },
  'people.password-wrong': {
    title: { de: 'Das Passwort stimmt nicht.', en: 'The password is wrong.' },
    cure: { de: 'Ihr jetziges Passwort eingeben.', en: 'Enter your present password.' },
  },
  'people.password-too-short': {
    title: { de: 'Das Passwort ist zu kurz.', en: 'The password is too short.' },
    cure: {
      de: 'Mindestens 12 Zeichen; ein kleiner Satz ist gut.',
      en: 'At least 12 characters; a small sentence is good.',
    },
  },
  'people.password-too-long': {
    title: { de: 'Das Passwort ist zu lang.', en: 'The password is too long.' },
    cure: { de: 'Höchstens 256 Zeichen.', en: 'At most 256 characters.' },
  },
  'people.password-one-kind': {
    title: { de: 'Dem Passwort fehlt eine Art von Zeichen.', en: 'The password lacks a kind of character.' },
    cure: {
      de: 'Großbuchstaben, Kleinbuchstaben und ein Satzzeichen müssen vorkommen; das verlangt TEMUs Vertrag.',
      en: 'Capitals, small letters and a sign must be in it; TEMU’s contract demands that.',
    },
  },
  'people.password-common': {
    title: { de: 'Das Passwort ist leicht zu erraten.', en: 'The password is easy to guess.' },
    cure: {
      de: 'Wörter wie „Passwort“, Reihen der Tastatur und Wiederholungen zählen nicht. Besser mehrere seltene Wörter.',
      en: 'Words like “password”, rows of the keyboard and repetitions do not count. Better several rare words.',
    },
  },
  'people.password-own-name': {
    title: { de: 'Im Passwort steht Ihr Name oder Ihre Adresse.', en: 'Your name or address is in the password.' },
    cure: { de: 'Etwas nehmen, das niemand mit Ihnen verbindet.', en: 'Take something nobody connects with you.' },
  },
  'people.password-reused': {
    title: { de: 'Dieses Passwort hatten Sie schon.', en: 'You had this password before.' },
    cure: {
      de: 'Keines der letzten fünf; das verlangt TEMUs Vertrag.',
      en: 'None of the last five; TEMU’s contract demands that.',
    },
  },
  'people.key-unknown': {
    title: {
      de: 'Diesen API-Schlüssel gibt es nicht, oder er ist schon widerrufen.',
      en: 'There is no such API key, or it is revoked already.',
    },
    cure: { de: 'Welche es gibt: kontor people keys list.', en: 'Which there are: kontor people keys list.' },
  },
  'people.key-name-invalid': {
    title: { de: 'Der Name des Schlüssels fehlt oder ist zu lang.', en: 'The key’s name is missing or too long.' },
    cure: {
      de: '1 bis 100 Zeichen, so dass Sie ihn wiedererkennen.',
      en: '1 to 100 characters, so that you know it again.',
    },
  },
  'people.key-expiry-invalid': {
    title: {
      de: 'Ein Schlüssel endet in der Zukunft, spätestens in einem Jahr.',
      en: 'A key ends in the future, within a year.',
    },
    cure: { de: 'Ein Ende innerhalb der nächsten 12 Monate wählen.', en: 'Choose an end within the next 12 months.' },
  },
  'people.key-makes-no-key': {
    title: { de: 'Ein Schlüssel kann keinen Schlüssel machen.', en: 'A key cannot make a key.' },
    cure: { de: 'Als Person anmelden.', en: 'Log in as a person.' },
  },
  'people.session-unknown': {
    title: { de: 'Diese Anmeldung gibt es nicht mehr.', en: 'This log-in is gone already.' },
    cure: { de: 'Liste neu laden.', en: 'Reload the list.' },
  },
  'people.secret-lost': {
    title: {
      de: 'Das Geheimnis der Anmeldungen lässt sich nicht öffnen.',
      en: 'The secret of the log-ins cannot be opened.',
    },
    cure: {
      de: 'Schlüsselbund und Hauptschlüssel zurücklegen, mit denen diese Datenbank entstand (KONTOR_CONFIG_DIR).',
      en: 'Restore the key ring and the master key this database was made with (KONTOR_CONFIG_DIR).',
    },
  },
} as const satisfies Texts
