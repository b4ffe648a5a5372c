export {
  type AccountCheck,
  type AccountWarning,
  accountWarnings,
  checkAccount,
  type UsedApi,
  usedApis,
} from './check-account.ts'
export type { Mall } from './mall.ts'
export {
  defaultMallSettings,
  type MallSettings,
  readMallSettings,
  type SettingProblem,
  type SettingsResult,
  settingPaths,
  withSetting,
} from './mall-settings.ts'
export {
  type AddMallResult,
  addMall,
  findMall,
  listMalls,
  type MallSecrets,
  mallById,
  mallSecrets,
  type NewMall,
  replaceToken,
  setMallEnabled,
  setMallSetting,
} from './mall-store.ts'
