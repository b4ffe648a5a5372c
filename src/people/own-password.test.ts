import { expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { changeOwnPassword } from './index.ts'
import { callerOf, password, peopleWorld } from './people-world.testsuite.ts'

const email = 'kim@example.com'

const [kind] = await stateKinds()
if (kind === undefined) throw new Error('There is always SQLite.')

it('changes a password with the old one, ends the other log-ins, and takes none of the last five again', async () => {
  await using world = await peopleWorld(kind)
  const id = await world.person(email)
  const [here, there] = [world.browser(), world.browser()]
  await here.logIn(email)
  await there.logIn(email)
  const caller = await callerOf(here)
  const change = (current: string, next: string) => changeOwnPassword(world.people, caller, { current, next })
  expect(await change('wrong', 'Radieschen-im-Regen-1')).toMatchObject({ code: 'people.password-wrong' })
  await world.advance(1000)
  expect(await change(password, password)).toMatchObject({ code: 'people.password-reused' })
  const names = [1, 2, 3, 4, 5].map(at => `Radieschen-im-Regen-${at}`)
  let current = password
  for (const next of names) {
    expect(await change(current, next)).toEqual({ kind: 'done' })
    current = next
  }
  expect(await change(current, 'Radieschen-im-Regen-1')).toMatchObject({ code: 'people.password-reused' })
  expect(await change(current, password)).toEqual({ kind: 'done' })
  expect(await there.caller()).toBeUndefined()
  expect(await here.caller()).toMatchObject({ id, isFresh: true })
  expect((await there.logIn(email, current)).status).toBe(401)
})
