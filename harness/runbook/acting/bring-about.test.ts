import { describe, expect, it } from 'vitest'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { PartlySeen } from '../../evidence/partly-seen.ts'
import type { Observation } from '../../evidence/wait-until.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import { judge } from '../outcome.ts'
import { type BringAbout, bringAbout } from './bring-about.ts'

const cliError = (said: string): HerokuCliError =>
  new HerokuCliError('heroku config:set FLAG=0', { exitCode: 1, said })
const unavailable = cliError('Error ID: service_unavailable')
const loggedOut = cliError('not logged in')

/** A world whose flag is set by the acts that succeed; each act and each look meets the next error of its list. */
function world(errors: { acts?: readonly (Error | undefined)[]; looks?: readonly (Error | undefined)[] }) {
  const acts = [...(errors.acts ?? [])]
  const looks = [...(errors.looks ?? [])]
  const seen = { acted: 0, notes: [] as string[] }
  let flag = '1'
  const options: Omit<BringAbout, 'attempts'> = {
    act: async () => {
      seen.acted += 1
      const error = acts.shift()
      if (error) throw error
      flag = '0'
    },
    look: async (): Promise<Observation> => {
      const error = looks.shift()
      if (error) throw error
      return { holds: flag === '0', saw: `FLAG is '${flag}'` }
    },
    timeoutMs: 1_000,
    everyMs: 1,
    patienceMs: 60_000,
    signal: new AbortController().signal,
    note: (text) => seen.notes.push(text),
    advice: undefined,
  }
  return { seen, options }
}

describe('bringing something about', () => {
  it('acts once where it is so after it, and notes what it saw', async () => {
    const { seen, options } = world({})
    await bringAbout({ ...options, attempts: 3 })
    expect(seen).toEqual({ acted: 1, notes: ["FLAG is '0'"] })
  })

  it('acts again after an error, where reading back shows it is not so', async () => {
    const { seen, options } = world({ acts: [unavailable, unavailable] })
    await bringAbout({ ...options, attempts: 3 })
    expect(seen.acted).toBe(3)
  })

  it('could not look where all that keeps it from being so is that not all was seen', async () => {
    const look = async (): Promise<Observation> => ({ holds: false, saw: 'not all', unseen: 'not all' })
    const ended = bringAbout({ ...world({}).options, look, attempts: 1, timeoutMs: 0 })
    expect(judge(await ended.catch((error: unknown) => error))).toMatchObject({ outcome: 'inconclusive' })
  })

  it('waits for what is under way though the command ended with an error, and for nothing else', async () => {
    const { seen, options } = world({ acts: [unavailable] })
    const looks = [{ underWay: true }, { underWay: true }, { holds: true }]
    const look = async (): Promise<Observation> => ({ holds: false, saw: 'made', ...looks.shift() })
    await bringAbout({ ...options, look, attempts: 1 })
    expect([seen.acted, looks]).toEqual([1, []])

    const notMade = async (): Promise<Observation> => ({
      holds: false,
      saw: 'no credential',
      underWay: false,
    })
    const since = performance.now()
    const { options: other } = world({ acts: [unavailable] })
    await expect(bringAbout({ ...other, look: notMade, attempts: 1, timeoutMs: 60_000 })).rejects.toThrow(
      'Afterwards: no credential',
    )
    expect(performance.now() - since).toBeLessThan(10_000)
  })

  it('does not act again where reading back shows that it is so: the answer was lost, not the work', async () => {
    const { seen, options } = world({})
    const act = async (): Promise<void> => {
      await options.act()
      throw unavailable
    }
    await bringAbout({ ...options, act, attempts: 3 })
    expect(seen.acted).toBe(1)
    expect(seen.notes[1]).toContain('it is done, though the command ended with')
  })

  it('acts again where an error left it in the dark', async () => {
    const { seen, options } = world({ acts: [unavailable], looks: [unavailable] })
    await bringAbout({ ...options, attempts: 3 })
    expect(seen.acted).toBe(2)
  })

  it.each([
    ['a step that does not insist', 1, unavailable, 1],
    ['the last attempt', 3, unavailable, 3],
    ['an error that will not pass', 3, loggedOut, 1],
  ])('gives up after %s, and says what is not so', async (_, attempts, error, acted) => {
    const { seen, options } = world({ acts: [error, error, error, error] })
    const work = bringAbout({ ...options, attempts, advice: 'Escalate to the operator.' })
    await expect(work).rejects.toThrow("Afterwards: FLAG is '1'\nEscalate to the operator.")
    expect(seen.acted).toBe(acted)
  })

  it('fails where it was seen not to be so, and is inconclusive where nothing could be seen', async () => {
    const outcomeOf = (errors: Parameters<typeof world>[0]): Promise<string> =>
      bringAbout({ ...world(errors).options, attempts: 2 }).then(
        () => 'passed',
        (error: unknown) => judge(error).outcome,
      )
    expect(await outcomeOf({ acts: [unavailable, unavailable] })).toBe('failed')
    expect(await outcomeOf({ acts: [unavailable, unavailable], looks: [unavailable, unavailable] })).toBe(
      'inconclusive',
    )
  })

  it.each([
    ['may pass', unavailable],
    ['will not', loggedOut],
    ['is not of Heroku', new CouldNotLook('the platform is silent')],
  ])('says what was done where nothing could be seen after it, by an error that %s', async (_, error) => {
    const ended = (acts: readonly Error[]): Promise<unknown> =>
      bringAbout({
        ...world({ acts, looks: Array(9).fill(error) }).options,
        attempts: 1,
        timeoutMs: 0,
      }).catch((thrown: unknown) => thrown)
    const well = judge(await ended([]))
    expect(well.reason).toBe(`every command ended well, and afterwards: could not look: ${error.message}`)
    const badly = judge(await ended([unavailable]))
    expect(badly.reason).toBe(`${unavailable.message}\nAfterwards: could not look: ${error.message}`)
    expect([well.outcome, badly.outcome]).toEqual(['inconclusive', 'inconclusive'])
  })

  it('looks on where only a part is seen, and says which', async () => {
    const partly = new PartlySeen(["FLAG is '0'"], unavailable)
    const { options, seen } = world({ looks: [partly, partly] })
    await bringAbout({ ...options, attempts: 3 })
    expect(seen.notes).toEqual(["FLAG is '0'"])
    const blind = bringAbout({ ...world({ looks: [partly] }).options, attempts: 1 })
    await expect(blind).rejects.toThrow(`afterwards: FLAG is '0'; could not look: ${unavailable.message}`)
  })

  it('looks on where nothing is seen, and not for longer than it is told to', async () => {
    const blind = { looks: [unavailable, unavailable] }
    const sighted = world(blind)
    await bringAbout({ ...sighted.options, attempts: 3 })
    expect(sighted.seen.notes).toEqual(["FLAG is '0'"])
    const { options } = world(blind)
    await expect(bringAbout({ ...options, attempts: 3, patienceMs: 0 })).rejects.toThrow('could not look')
  })

  it('is inconclusive where it could not be tried for want of a look, whatever is seen after it', async () => {
    const { options } = world({ acts: [new CouldNotLook('the lock could not be taken')] })
    const look = async (): Promise<Observation> => ({ holds: false, saw: 'FLAG is on' })
    const ended = await bringAbout({ ...options, look, attempts: 1 }).catch((error: unknown) => error)
    expect(judge(ended)).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the lock could not be taken\nAfterwards: FLAG is on',
    })
  })

  it('waits no longer than it is told to for what does not come about by itself', async () => {
    const lookFor = (underWay: boolean | undefined): Promise<unknown> => {
      const { options } = world({})
      const looks = Array.from({ length: 3 }, () => ({ holds: false, saw: 'FLAG is on', underWay }))
      const look = async (): Promise<Observation> => looks.shift() ?? { holds: true, saw: 'FLAG is off' }
      return bringAbout({ ...options, look, attempts: 1, patienceMs: 0 })
    }
    await expect(lookFor(false)).rejects.toThrow('every command ended well, and afterwards: FLAG is on')
    await lookFor(undefined)
    await lookFor(true)
  })

  it('does not act again where it was done without an error and is not so: that would be a second guess', async () => {
    const { seen, options } = world({})
    const act = async (): Promise<void> => void (seen.acted += 1)
    await expect(bringAbout({ ...options, act, attempts: 3, timeoutMs: 5 })).rejects.toThrow(
      "every command ended well, and afterwards: FLAG is '1'\nSomething else than Heroku answered, or Heroku is not well: see https://status.heroku.com, then run this again.",
    )
    expect(seen.acted).toBe(1)
  })
})
