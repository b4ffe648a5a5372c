import { type AccountWarning, accountWarnings, type Mall } from '../accounts/index.ts'
import { codeText } from '../code-text.ts'
import type { PausedSide } from '../engine/index.ts'
import type { Language } from '../texts/index.ts'
import type { MallView } from './contract/mall-contract.ts'
import { pausedView } from './held-view.ts'

export const mallView = (mall: Mall, paused: readonly PausedSide[], now: number, language: Language): MallView => ({
  id: mall.id,
  title: mall.title,
  endpoint: mall.endpoint,
  appKey: mall.appKey,
  temuMallId: mall.temuMallId,
  regionId: mall.regionId,
  isEnabled: mall.isEnabled,
  tokenExpiresAt: mall.tokenExpiresAt,
  checkedAt: mall.checkedAt,
  createdAt: mall.createdAt,
  warnings: accountWarnings(mall, now).map(warning => warningView(warning, language)),
  paused: paused.filter(side => side.mall === mall.id).map(side => pausedView(side, language)),
})

export function warningView(warning: AccountWarning, language: Language): MallView['warnings'][number] {
  if (warning.code === 'api-not-granted') {
    const { api, isRequired } = warning
    const { title } = codeText(warning.code, language, { api })
    const lost = codeText(warning.without, language)
    return { code: warning.code, api, isRequired, title: `${title} ${lost.title}`, cure: lost.cure ?? null }
  }
  const { title, cure } = codeText(warning.code, language, { ...warning })
  return {
    code: warning.code,
    api: null,
    isRequired: warning.code !== 'token-expires-soon',
    title,
    cure: cure ?? null,
  }
}
