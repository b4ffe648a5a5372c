import type { Texts } from './text.ts'

/** What the engine itself says: tries, leases, pauses, runs. */
export const engineTexts = {
  'tried-too-often': {
    title: {
      de: 'Nach {tries} Versuchen aufgegeben: {code}.',
      en: 'Given up after {tries} tries: {code}.',
    },
    cure: {
      de: 'Die Ursache beheben und „Erneut versuchen“ wählen: kontor held retry {subject}.',
      en: 'Mend the cause and retry: kontor held retry {subject}.',
    },
  },
  'look-again': {
    title: {
      de: 'Unklar, ob der letzte Versuch angekommen ist. Kontor sieht wieder nach und sendet bis dahin nichts.',
      en: 'It is unclear whether the last try got through. Kontor looks again and sends nothing until then.',
    },
  },
  'unknown-fault': {
    title: { de: 'Ein unerwarteter Fehler: {fault}.', en: 'An unexpected fault: {fault}.' },
    cure: {
      de: 'Kontor versucht es noch einige Male. Bleibt der Fehler, bitte mit dem Protokoll des Laufs melden.',
      en: 'Kontor tries a few more times. If it stays, please report it with the log of the run.',
    },
  },
  'lease-lost': {
    title: {
      de: 'Ein anderer Lauf hat übernommen; dieser hat aufgehört und nichts mehr geschrieben.',
      en: 'Another run took over; this one stopped and wrote nothing more.',
    },
  },
  'already-running': {
    title: { de: 'Dieser Ablauf läuft schon.', en: 'This flow is running already.' },
    cure: { de: 'Abwarten; es wird nichts doppelt gestartet.', en: 'Wait; nothing is started twice.' },
  },
  'step-skipped': {
    title: {
      de: 'Schritt {step} ausgelassen, weil {because} nicht gelungen ist.',
      en: 'Step {step} skipped because {because} did not succeed.',
    },
  },
  'side-paused': {
    title: { de: '{side} ist angehalten: {code}.', en: '{side} is paused: {code}.' },
    cure: {
      de: 'Die Ursache beheben; Kontor probiert es von selbst wieder und holt alles nach. „kontor doctor“ zeigt, was fehlt.',
      en: 'Mend the cause; Kontor tries again by itself and catches up. “kontor doctor” shows what is missing.',
    },
  },
  'run-died': {
    title: {
      de: 'Ein früherer Lauf ist ohne Ende abgebrochen (Absturz oder Neustart). Kontor sieht nach, was davon angekommen ist.',
      en: 'An earlier run ended without a word (crash or restart). Kontor looks what of it got through.',
    },
  },
  stopped: { title: { de: 'Angehalten auf Wunsch.', en: 'Stopped on request.' } },
} as const satisfies Texts
