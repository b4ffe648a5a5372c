import { describe, expect, test } from 'vitest'
import { ConfigError, configFrom } from './config.ts'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    configFrom(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(problem => problem.name)
    throw error
  }
}

describe('settings', () => {
  test('an empty environment gives a working configuration with the drop folder', () => {
    const config = configFrom({ HOME: '/home/shop' })
    expect(config.jtl.handOver).toBe('folder')
    expect(config.jtl.xmlDir).toMatch(/data[/\\]jtl_xml$/)
    expect(config.port).toBe(8787)
    expect(config.timeZone).toBe('Europe/Berlin')
    expect(config.temu.orderLagMs).toBe(180_000)
    expect(config.retry.delaysMs[0]).toBe(30_000)
  })

  test('all problems are reported together, each with its name and an example', () => {
    const environment = {
      KONTOR_PORT: 'eighty',
      KONTOR_TIME_ZONE: 'Mars/Olympus',
      KONTOR_JTL_HANDOVER: 'pigeon',
      KONTOR_DATABASE_URL: 'mysql://root:geheim@localhost',
      TEMU_APP_KEY: 'only-the-key',
      KONTOR_RETRY_SECONDS: '1,-2',
    }
    expect([...problemsOf(environment)].sort()).toEqual(
      [
        'KONTOR_DATABASE_URL',
        'KONTOR_JTL_HANDOVER',
        'KONTOR_PORT',
        'KONTOR_RETRY_SECONDS',
        'KONTOR_TIME_ZONE',
        'TEMU_ACCESS_TOKEN',
        'TEMU_APP_SECRET',
      ].sort(),
    )
    expect(() => configFrom(environment)).toThrow(
      /KONTOR_PORT: must be a whole number from 0 to 65535.*Example: KONTOR_PORT=8787/,
    )
    expect(() => configFrom(environment)).not.toThrow(/geheim/)
  })

  test('keys inside the data folder are refused', () => {
    expect(problemsOf({ KONTOR_DATA_DIR: '/srv/kontor', KONTOR_CONFIG_DIR: '/srv/kontor/keys' })).toEqual([
      'KONTOR_CONFIG_DIR',
    ])
    expect(problemsOf({ KONTOR_DATA_DIR: '/srv/kontor', KONTOR_CONFIG_DIR: '/srv/kontor-keys' })).toEqual([])
  })

  test('the queue needs a SQL Server, and says what else would work', () => {
    expect(problemsOf({ KONTOR_JTL_HANDOVER: 'queue' })).toEqual(['KONTOR_JTL_SQLSERVER'])
    expect(configFrom({ KONTOR_JTL_SQLSERVER: 'Server=a;Database=b' }).jtl.handOver).toBe('queue')
  })

  test('secrets of the configuration do not print', () => {
    const config = configFrom({
      TEMU_APP_KEY: 'k',
      TEMU_APP_SECRET: 'hush',
      TEMU_ACCESS_TOKEN: 'hush',
      KONTOR_JTL_SQLSERVER: 'Password=hush',
    })
    expect(JSON.stringify(config)).not.toContain('hush')
  })
})
