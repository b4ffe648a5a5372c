export {
  type AccountWarning,
  accountWarnings,
  checkAccount,
  usedApis,
} from './check-account.ts'
export type { Mall } from './mall.ts'
export {
  defaultMallSettings,
  type MallSettings,
  mallSettingsSchema,
  settingPaths,
  withSetting,
} from './mall-settings.ts'
export {
  addMall,
  changeMall,
  describeSecrets,
  findMall,
  listMalls,
  mallById,
  mallSecrets,
  replaceToken,
  setMallEnabled,
  setMallSetting,
} from './mall-store.ts'
