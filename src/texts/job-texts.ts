import type { Texts } from './text.ts'

/** When flows run: schedules, time-outs, runs asked for, and the file of the old system. */
export const jobTexts = {
  'timed-out': {
    title: {
      de: 'Der Lauf hat zu lange gedauert und wurde angehalten.',
      en: 'The run took too long and was stopped.',
    },
    cure: {
      de: 'Was er geschafft hat, bleibt; der nächste Lauf macht weiter. Kommt es öfter vor, das Zeitlimit des Ablaufs erhöhen: kontor jobs schedule --timeout.',
      en: 'What it got done stays; the next run goes on from there. If it happens often, raise the job’s time limit: kontor jobs schedule --timeout.',
    },
  },
  'run-has-died': {
    title: {
      de: 'Dieser Lauf ist ohne Ende abgebrochen (Absturz oder Neustart).',
      en: 'This run ended without a word (crash or restart).',
    },
    cure: {
      de: 'Der nächste Lauf sieht nach, was davon angekommen ist, und macht weiter. Kommt es öfter vor, reicht vielleicht der Speicher des Rechners nicht.',
      en: 'The next run looks what of it got through and goes on. If it happens often, the machine may be short of memory.',
    },
  },
  'run-asked': {
    title: { de: 'Der Lauf ist vorgemerkt und beginnt gleich.', en: 'The run is asked for and begins in a moment.' },
  },
  'run-merged-waiting': {
    title: {
      de: 'Ein Lauf war schon vorgemerkt; der Wunsch ist darin aufgegangen.',
      en: 'A run was asked for already; this wish is part of it.',
    },
  },
  'run-merged-running': {
    title: {
      de: 'Der Ablauf läuft gerade und erledigt den Wunsch mit.',
      en: 'The flow is running right now and does what was asked for.',
    },
  },
  'job-unknown': {
    title: { de: 'Den Ablauf „{job}“ gibt es nicht.', en: 'There is no job “{job}”.' },
    cure: { de: 'Welche es gibt: kontor jobs list.', en: 'Which there are: kontor jobs list.' },
  },
  'job-step-unknown': {
    title: {
      de: 'Diesen Schritt hat der Ablauf nicht; er hat {steps}.',
      en: 'The flow does not have this step; it has {steps}.',
    },
  },
  'job-mall-disabled': {
    title: {
      de: 'Der TEMU-Shop ist angehalten; für ihn läuft nichts.',
      en: 'The store is paused; nothing runs for it.',
    },
    cure: { de: 'Wieder anschalten: kontor account resume.', en: 'Switch it on again: kontor account resume.' },
  },
  'job-mode-taken': {
    title: {
      de: 'Diesen Ablauf gibt es in der Art „{mode}“ schon.',
      en: 'This flow has a job with the mode “{mode}” already.',
    },
    cure: { de: 'Den Zeitplan des anderen ändern.', en: 'Change the schedule of that one.' },
  },
  'time-zone-unknown': {
    title: { de: '„{zone}“ ist keine Zeitzone.', en: '“{zone}” is not a time zone.' },
    cure: { de: 'Beispiel: Europe/Berlin.', en: 'Example: Europe/Berlin.' },
  },
  'timeout-invalid': {
    title: {
      de: '{seconds} Sekunden sind kein Zeitlimit für einen Lauf.',
      en: '{seconds} seconds are no time limit for a run.',
    },
    cure: { de: 'Ganze Sekunden von 30 bis 86400 angeben.', en: 'Give whole seconds from 30 to 86400.' },
  },
  'role-needs-postgres': {
    title: {
      de: 'Mit SQLite läuft Kontor als ein Prozess; die Rolle „{role}“ braucht PostgreSQL.',
      en: 'With SQLite Kontor runs as one process; the role “{role}” needs PostgreSQL.',
    },
    cure: {
      de: '„kontor start“ ohne --role, oder KONTOR_DATABASE_URL=postgres://… setzen.',
      en: '“kontor start” without --role, or set KONTOR_DATABASE_URL=postgres://….',
    },
  },
  'wake-failed': {
    title: {
      de: 'Der Ablauf ließ sich mehrmals hintereinander nicht starten.',
      en: 'The flow could not be started several times in a row.',
    },
    cure: {
      de: 'Kontor versucht es weiter. Das Protokoll der Worker zeigt, woran es liegt.',
      en: 'Kontor goes on trying. The log of the workers shows the reason.',
    },
  },
  'workers-config-taken': {
    title: {
      de: 'Zeitpläne aus {file} übernommen.',
      en: 'Schedules taken over from {file}.',
    },
  },
  'workers-config-unreadable': {
    title: {
      de: '{file} ließ sich nicht lesen ({fault}); es gelten die üblichen Zeitpläne.',
      en: '{file} could not be read ({fault}); the usual schedules are used.',
    },
    cure: {
      de: 'Zeitpläne mit „kontor jobs schedule“ einstellen.',
      en: 'Set the schedules with “kontor jobs schedule”.',
    },
  },
  'workers-config-shape': {
    title: {
      de: 'workers_config.json ist weder eine Liste von Jobs noch {"jobs": […]}; es gelten die üblichen Zeitpläne.',
      en: 'workers_config.json is neither a list of jobs nor {"jobs": […]}; the usual schedules are used.',
    },
    cure: {
      de: 'Zeitpläne mit „kontor jobs schedule“ einstellen.',
      en: 'Set the schedules with “kontor jobs schedule”.',
    },
  },
  'workers-config-entry': {
    title: {
      de: 'workers_config.json: Eintrag {entry} ist kein Job und wurde ausgelassen.',
      en: 'workers_config.json: entry {entry} is no job and was left out.',
    },
  },
  'workers-config-flow': {
    title: {
      de: 'workers_config.json: Eintrag {entry} nennt „{job}“; diesen Ablauf hat Kontor nicht.',
      en: 'workers_config.json: entry {entry} names “{job}”, a flow that Kontor does not have.',
    },
  },
  'workers-config-field': {
    title: {
      de: 'workers_config.json: Eintrag {entry} ({job}): {field} = „{value}“ ist nicht brauchbar; dafür gilt der übliche Wert.',
      en: 'workers_config.json: entry {entry} ({job}): {field} = “{value}” cannot be used; the usual value is used instead.',
    },
    cure: {
      de: 'Den Zeitplan prüfen und mit „kontor jobs schedule“ einstellen.',
      en: 'Check the schedule and set it with “kontor jobs schedule”.',
    },
  },
  'workers-config-unknown': {
    title: {
      de: 'workers_config.json: Eintrag {entry} ({job}): {field} kennt Kontor nicht; es hat keine Wirkung.',
      en: 'workers_config.json: entry {entry} ({job}): Kontor does not know {field}; it has no effect.',
    },
  },
  'workers-config-twice': {
    title: {
      de: 'workers_config.json: Eintrag {entry} ({job}) steht ein zweites Mal da; es gilt der erste.',
      en: 'workers_config.json: entry {entry} ({job}) is there a second time; the first one is used.',
    },
  },
  'workers-config-mall': {
    title: {
      de: 'workers_config.json: {job} nennt den TEMU-Shop „{mall}“, den es nicht gibt.',
      en: 'workers_config.json: {job} names the store “{mall}”, which is not there.',
    },
  },
} as const satisfies Texts
