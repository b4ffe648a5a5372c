import type { Texts } from './text.ts'

/** Why the service does not listen, and what its health report says. */
export const serviceTexts = {
  'api.port-in-use': {
    title: {
      de: 'Der Port {port} auf {host} ist schon belegt.',
      en: 'Port {port} on {host} is in use already.',
    },
    cure: {
      de: 'Läuft Kontor schon? Sonst das andere Programm beenden oder mit KONTOR_PORT einen anderen Port wählen.',
      en: 'Is Kontor running already? Otherwise end the other program, or choose another port with KONTOR_PORT.',
    },
  },
  'api.port-forbidden': {
    title: {
      de: 'Den Port {port} darf Kontor auf diesem Rechner nicht benutzen.',
      en: 'Kontor may not use port {port} on this machine.',
    },
    cure: {
      de: 'Ports unter 1024 sind meist dem Administrator vorbehalten. Mit KONTOR_PORT einen höheren wählen.',
      en: 'Ports below 1024 are usually for administrators. Choose a higher one with KONTOR_PORT.',
    },
  },
  'api.address-unknown': {
    title: {
      de: 'Die Adresse {host} gehört nicht zu diesem Rechner.',
      en: 'The address {host} is not one of this machine.',
    },
    cure: { de: 'KONTOR_HOST berichtigen: 127.0.0.1 oder 0.0.0.0.', en: 'Correct KONTOR_HOST: 127.0.0.1 or 0.0.0.0.' },
  },
  'api.public-without-tls': {
    title: {
      de: 'Kontor lauscht nicht auf {host}: ohne https könnte jeder im Netz mitlesen.',
      en: 'Kontor does not listen on {host}: without https everybody in the network could read along.',
    },
    cure: {
      de: 'Einen Proxy mit TLS davorstellen und seine Adresse als KONTOR_PUBLIC_URL=https://… eintragen, oder KONTOR_HOST=127.0.0.1 lassen.',
      en: 'Put a proxy with TLS in front and set its address as KONTOR_PUBLIC_URL=https://…, or leave KONTOR_HOST=127.0.0.1.',
    },
  },
  'api.public-without-people': {
    title: {
      de: 'Kontor lauscht nicht auf {host}: noch niemand hat ein Kennwort.',
      en: 'Kontor does not listen on {host}: nobody has a password yet.',
    },
    cure: {
      de: 'Zuerst auf diesem Rechner eine Person anlegen: kontor people add.',
      en: 'First add a person on this machine: kontor people add.',
    },
  },
  'api.export-runs': {
    title: { de: 'Ein Export von Ihnen läuft noch.', en: 'An export of yours is still running.' },
    cure: { de: 'Warten, bis er fertig ist.', en: 'Wait until it is done.' },
  },
  'api.mall-paused': {
    title: { de: 'Der TEMU-Shop „{mall}“ ist ausgeschaltet.', en: 'The TEMU store “{mall}” is switched off.' },
    cure: { de: 'Zuerst den Shop einschalten.', en: 'Switch the store on first.' },
  },
  'log-file-not-writable': {
    title: {
      de: 'Die Protokolldatei {file} lässt sich nicht schreiben; das Protokoll geht auf die Fehlerausgabe.',
      en: 'The log file {file} cannot be written; the log goes to the error stream.',
    },
    cure: {
      de: 'KONTOR_LOG_FILE und die Rechte des Ordners prüfen.',
      en: 'Check KONTOR_LOG_FILE and the folder’s rights.',
    },
  },
  'health.flow-silent': {
    title: {
      de: 'Seit {minutes} Minuten ist kein Lauf ganz gelungen.',
      en: 'No run has fully succeeded for {minutes} minutes.',
    },
    cure: {
      de: 'Die letzten Läufe und ihre Protokolle ansehen, und die Klärfälle.',
      en: 'Look at the last runs and their logs, and at what is held.',
    },
  },
} as const satisfies Texts
