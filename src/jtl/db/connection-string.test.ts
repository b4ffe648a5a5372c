import { describe, expect, it } from 'vitest'
import { connectionConfig } from './connect-sqlserver.ts'
import { parseSqlServerAddress } from './connection-string.ts'

const parsed = (text: string) => {
  const result = parseSqlServerAddress(text)
  if (!result.ok) throw new Error(result.problems.join('; '))
  return result.address
}
const problems = (text: string) => {
  const result = parseSqlServerAddress(text)
  return result.ok ? [] : result.problems
}

describe('KONTOR_JTL_SQLSERVER', () => {
  it('is taken apart as JTL and ADO write it', () => {
    const address = parsed(
      'Server=wawi.local,1434;Database=eazybusiness;User Id=kontor;Password=p=w;Encrypt=false;TrustServerCertificate=True',
    )
    expect(address).toMatchObject({
      host: 'wawi.local',
      at: { kind: 'port', port: 1434 },
      database: 'eazybusiness',
      user: 'kontor',
      encrypt: false,
      trustServerCertificate: true,
    })
    expect(address.password.reveal('test')).toBe('p=w')
  })

  it.each([
    ['data source = WAWI\\JTLWAWI ;initial catalog=m2;uid=a;pwd=b', 'WAWI', { kind: 'instance', name: 'JTLWAWI' }],
    ['Server=tcp:10.0.0.5;Database=m;User=a;Password=b', '10.0.0.5', { kind: 'port', port: 1433 }],
    ['Server=.;Database=m;User=a;Password=b', 'localhost', { kind: 'port', port: 1433 }],
    ['Server=WAWI\\X,1500;Database=m;User=a;Password=b', 'WAWI', { kind: 'port', port: 1500 }],
    ['Host=h;Port=1500;Database=m;User=a;Password=b;', 'h', { kind: 'port', port: 1500 }],
    ['Server=h;Database=m;User=a;Password=b;Application Name=x;Pooling=false', 'h', { kind: 'port', port: 1433 }],
  ])('knows the synonym %s', (text, host, at) => {
    expect(parsed(text)).toMatchObject({ host, at })
  })

  it.each([
    ['"a;b""c"', 'a;b"c'],
    ["'a;b''c'", "a;b'c"],
    ['{a;b}', 'a;b'],
    ['plain', 'plain'],
  ])('takes the password %s', (written, meant) => {
    expect(parsed(`Server=h;Database=m;User=a;Password=${written};Encrypt=true`).password.reveal('test')).toBe(meant)
  })

  it('encrypts and checks the certificate unless told otherwise', () => {
    expect(parsed('Server=h;Database=m;User=a;Password=b')).toMatchObject({
      encrypt: true,
      trustServerCertificate: false,
    })
  })

  it('names every problem at once, with an example each', () => {
    const found = problems('Server=h,99999;Encrypt=maybe;Frobnicate=1')
    expect(found).toHaveLength(6)
    for (const example of [
      'known are Server',
      '192.168.1.10,1433',
      'Database=eazybusiness',
      'User Id=kontor',
      'Password=',
      'Encrypt=true',
    ])
      expect(found.join('\n')).toContain(example)
    expect(problems('')).toHaveLength(4)
    expect(problems('Server=h;Database=m;Integrated Security=SSPI;User=a;Password=b').join()).toContain('SQL login')
  })

  it('never quotes a value, which may be the password', () => {
    for (const text of [
      'Server=h;Passwort=geheim123',
      'geheim123',
      'Server=h;Password=geheim123;x',
      'Encrypt=geheim123',
      'Connect Timeout=geheim123',
    ])
      expect(problems(text).join('\n')).not.toContain('geheim123')
    expect(JSON.stringify(parsed('Server=h;Database=m;User=a;Password=geheim123'))).not.toContain('geheim123')
  })

  it('never gives the driver both a port and an instance', () => {
    const byName = connectionConfig(parsed('Server=h\\X;Database=m;User=a;Password=b')).options
    expect(byName).toMatchObject({ instanceName: 'X', readOnlyIntent: false, appName: 'Kontor' })
    expect(byName).not.toHaveProperty('port')
    expect(connectionConfig(parsed('Server=h,1500;Database=m;User=a;Password=b')).options).not.toHaveProperty(
      'instanceName',
    )
  })
})
