/** When a flow runs. Seeded at first start, changed by people. */
export interface JobTable {
  flow: string
  mall: string
  mode: 'full' | 'quick'
  enabled: number
  /** Seconds between runs, or a cron expression with seconds left out: `300`, `0 3 * * *`. */
  schedule: string
  last_started_at: number | null
  /** The next regular time; only the schedule moves it. */
  next_at: number | null
  /** In which a cron expression is meant; null: the zone of the settings. */
  time_zone: string | null
  /** A run that takes longer is asked to stop. */
  timeout_seconds: number
  /** After a failed run: the sooner try. Null when the last run did not fail. */
  retry_at: number | null
  /** Failed runs in a row. */
  failures: number
  /** What a person has to know about the job: a key of `texts/`. Together with `enabled` 0 it is why it is off. */
  problem: string | null
  /** JSON values for the translated text. */
  problem_params: string | null
  /** Who changed the schedule last; null: as it was seeded. */
  changed_by: string | null
  changed_at: number | null
}

/** Somebody asked for a run: waits while `taken_at` is null, one per flow and mall. */
export interface RunAskTable {
  id: string
  flow: string
  mall: string
  mode: 'full' | 'quick'
  /** One numbered step alone. */
  only_step: number | null
  /** A person's name, `api-key …`, `command`. */
  asked_by: string
  asked_at: number
  taken_at: number | null
  /** The run it became; known from `taken_at` on. */
  run_id: string | null
  ended_at: number | null
  /** How that run ended. */
  outcome: string | null
}
