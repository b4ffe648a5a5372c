import { describe, expect, it } from 'vitest'
import { JtlError, jtlErrorFrom, jtlFault, jtlFaults } from './jtl-errors.ts'

const sqlError = (number: number) =>
  Object.assign(new Error('Cannot insert Erika Beispiel'), { number, code: 'EREQUEST' })
const coded = (code: string, cause?: unknown) => Object.assign(new Error('10.0.0.5 said no', { cause }), { code })
const from = (error: unknown, context: Parameters<typeof jtlErrorFrom>[2] = { isRead: false }) =>
  jtlErrorFrom(error, 'Sending order PO-1 to the import queue of JTL', context)

describe('what the driver throws becomes one of our faults', () => {
  it.each([
    [sqlError(1205), 'jtl.deadlock', 'retry', 'none'],
    [sqlError(1222), 'jtl.locked', 'retry', 'unknown'],
    [coded('ETIMEOUT'), 'jtl.timeout', 'retry', 'unknown'],
    [coded('ESOCKET'), 'jtl.connection-lost', 'retry', 'unknown'],
    [coded('ECONNRESET'), 'jtl.connection-lost', 'retry', 'unknown'],
    [coded('EINVALIDSTATE'), 'jtl.connection-lost', 'retry', 'unknown'],
    [coded('ESOCKET', coded('ECONNREFUSED')), 'jtl.unreachable', 'retry', 'none'],
    [coded('ESOCKET', coded('DEPTH_ZERO_SELF_SIGNED_CERT')), 'jtl.encryption', 'pause', 'none'],
    [coded('ELOGIN'), 'jtl.login-refused', 'pause', 'none'],
    [coded('EENCRYPT'), 'jtl.encryption', 'pause', 'none'],
    [coded('EINSTLOOKUP'), 'jtl.instance-not-found', 'pause', 'none'],
    [sqlError(4060), 'jtl.database-unavailable', 'retry', 'none'],
    [sqlError(701), 'jtl.out-of-memory', 'retry', 'none'],
    [sqlError(208), 'jtl.object-missing', 'pause', 'none'],
    [sqlError(229), 'jtl.permission', 'pause', 'none'],
    [sqlError(220), 'jtl.data-refused', 'hold', 'none'],
    [sqlError(99_999), 'jtl.unknown', 'retry', 'unknown'],
    ['a text', 'jtl.unknown', 'retry', 'unknown'],
  ])('%s is %s', (error, code, reaction, effect) => {
    expect(from(error)).toMatchObject({ code, reaction, effect })
  })

  it('reads the list of errors that Kysely throws instead of an error', () => {
    expect(from([new Error('first'), sqlError(229)])).toMatchObject({ code: 'jtl.permission' })
    expect(from(new AggregateError([sqlError(1205)]))).toMatchObject({ code: 'jtl.deadlock' })
  })

  it('tells a database that is being updated from a wrong password, by what the server said before the refusal', () => {
    expect(from(coded('ELOGIN'), { isRead: true, loginNumber: 4060 })).toMatchObject({
      code: 'jtl.database-unavailable',
      reaction: 'retry',
    })
    expect(from(coded('ELOGIN'), { isRead: true, loginNumber: 18_456 })).toMatchObject({
      code: 'jtl.login-refused',
      reaction: 'pause',
    })
  })

  it('knows that a read has no effect, whatever happened', () => {
    expect(from(coded('ESOCKET'), { isRead: true }).effect).toBe('none')
  })

  it('keeps nothing of the foreign message, which quotes data', () => {
    const error = from(sqlError(2628))
    expect(JSON.stringify([error.message, error.hint, error.params, String(error.cause), error.stack])).not.toContain(
      'Erika',
    )
    expect(error.message).toContain('2628')
  })

  it('passes on what is one of ours', () => {
    const fault = jtlFault('jtl.disk-full', 'Sending order PO-1')
    expect(from(fault)).toBe(fault)
    expect(fault).toBeInstanceOf(JtlError)
  })

  it('says what to do in German and English for every fault', () => {
    for (const [code, fault] of Object.entries(jtlFaults)) {
      expect(fault.hint.de.length, code).toBeGreaterThan(20)
      expect(fault.hint.en.length, code).toBeGreaterThan(20)
      expect(fault.hint.de, code).not.toBe(fault.hint.en)
    }
  })
})
