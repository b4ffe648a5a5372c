import { type AccountWarning, accountWarnings, listMalls, type Mall } from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import type { Kontor } from '../compose.ts'
import { pausedSides } from '../engine/index.ts'
import type { Jobs, JobView } from '../jobs/index.ts'
import { ConnectorError, type MallId } from '../lib/index.ts'
import { lastSuccessAt } from '../runs/index.ts'
import type { Language } from '../texts/index.ts'
import type { Health, HealthCheck } from './contract/health-contract.ts'

/** How long JTL's answer is taken for true: whoever asks each second must not ask JTL each second. */
const jtlAnswerMs = 30_000
/** A flow is silent when it did nothing right for so many of its intervals, and at least a quarter of an hour. */
const silentIntervals = 3
const leastSilentMs = 900_000
/** A nightly job may take its time. */
const nightlyMs = 26 * 3_600_000

interface Finding extends Omit<HealthCheck, 'title' | 'cure'> {
  readonly params?: Readonly<Record<string, string | number>>
}

/** Is the shop served? Asks our database, the runs, the tokens as last checked, and JTL (at most every 30 s). */
export class HealthChecks {
  readonly #kontor: Kontor
  readonly #jobs: Jobs
  #jtl: { readonly at: number; readonly found: Finding } | undefined

  constructor(kontor: Kontor, jobs: Jobs) {
    this.#kontor = kontor
    this.#jobs = jobs
  }

  /** `malls` undefined: all of them. */
  async ask(language: Language, malls?: readonly MallId[]): Promise<Health> {
    const now = this.#kontor.clock.now()
    const findings = await this.#findings(now, malls)
    const has = (state: HealthCheck['state']): boolean => findings.some(found => found.state === state)
    return {
      status: has('failing') ? 'failing' : has('warning') ? 'warning' : 'ok',
      at: now,
      checks: findings.map(({ params, ...found }) => {
        const text = found.code === null ? undefined : codeText(found.code, language, params)
        return { ...found, title: text?.title ?? null, cure: text?.cure ?? null }
      }),
    }
  }

  async #findings(now: number, only: readonly MallId[] | undefined): Promise<readonly Finding[]> {
    try {
      const malls = (await listMalls(this.#kontor.state.db)).filter(
        mall => mall.isEnabled && (only === undefined || only.includes(mall.id)),
      )
      const jobs = await this.#jobs.list()
      const perMall = await Promise.all(
        malls.map(async mall => [
          ...(await this.#flows(mall, jobs, now)),
          tokenOf(mall, now),
          ...(await this.#pauses(mall)),
        ]),
      )
      return [ok('database'), ...perMall.flat(), await this.#askJtl(now)]
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      return [{ ...ok('database'), state: 'failing', code: error.code, params: error.params }]
    }
  }

  async #flows(mall: Mall, jobs: readonly JobView[], now: number): Promise<readonly Finding[]> {
    const scheduled = jobs.filter(job => job.mall === mall.id && job.enabled)
    const flows = [...new Set(scheduled.map(job => job.flow))]
    return Promise.all(
      flows.map(async flow => {
        const allowedMs = Math.min(...scheduled.filter(job => job.flow === flow).map(allowedSilenceMs))
        const lastAt = (await lastSuccessAt(this.#kontor.state.db, { flow, mall: mall.id })) ?? null
        const since = lastAt ?? mall.createdAt
        const isSilent = now - since > allowedMs
        const found = { what: 'flow' as const, mall: mall.id, about: flow, at: lastAt }
        return isSilent
          ? {
              ...found,
              state: 'failing' as const,
              code: 'health.flow-silent',
              params: { minutes: minutes(now - since) },
            }
          : { ...found, state: 'ok' as const, code: null }
      }),
    )
  }

  async #pauses(mall: Mall): Promise<readonly Finding[]> {
    return (await pausedSides(this.#kontor.state.db, mall.id)).map(side => ({
      what: 'paused',
      mall: mall.id,
      about: side.side,
      state: 'failing',
      code: side.code,
      params: side.params,
      at: side.since,
    }))
  }

  async #askJtl(now: number): Promise<Finding> {
    const { jtl } = this.#kontor
    if (!jtl) return { ...ok('jtl'), state: 'warning', code: 'jtl-database-missing', params: { step: '' } }
    if (this.#jtl && now - this.#jtl.at < jtlAnswerMs) return this.#jtl.found
    const found = await jtl.health().then(
      () => ({ ...ok('jtl'), at: now }),
      (error: unknown): Finding => {
        if (!(error instanceof ConnectorError)) throw error
        return { ...ok('jtl'), state: 'failing', code: error.code, params: error.params }
      },
    )
    this.#jtl = { at: now, found }
    return found
  }
}

const ok = (what: HealthCheck['what']): Finding => ({
  what,
  mall: null,
  about: null,
  state: 'ok',
  code: null,
  at: null,
})

const minutes = (ms: number): number => Math.round(ms / 60_000)

const allowedSilenceMs = ({ schedule }: JobView): number =>
  /^\d+$/.test(schedule) ? Math.max(leastSilentMs, silentIntervals * Number(schedule) * 1000) : nightlyMs

function tokenOf(mall: Mall, now: number): Finding {
  const found = { ...ok('token'), mall: mall.id, at: mall.tokenExpiresAt }
  const warning = accountWarnings(mall, now).find(isAboutToken)
  if (!warning) return found
  return warning.code === 'token-expired'
    ? { ...found, state: 'failing', code: 'token-expired' }
    : { ...found, state: 'warning', code: 'token-expires-soon', params: { days: warning.days } }
}

const isAboutToken = (
  warning: AccountWarning,
): warning is Extract<AccountWarning, { code: 'token-expired' | 'token-expires-soon' }> =>
  warning.code === 'token-expired' || warning.code === 'token-expires-soon'
