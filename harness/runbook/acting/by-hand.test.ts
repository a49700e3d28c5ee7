import { afterEach, expect, it } from 'vitest'
import { type Operator, operatorWho, type Request, type Word } from '../operator.ts'
import { untilSo } from './by-hand.ts'

const request: Request = {
  title: 'Step 3. Set the URL',
  why: 'The app reads it.',
  commands: ['heroku config:set URL=…'],
  look: [],
  expect: undefined,
  saw: 'it is not set',
}
const never = new AbortController().signal

let operator: Operator
afterEach(() => operator.leave())

/** Somebody who says these words one after the other; returns what was seen by each time they were asked. */
function operatorSaying(...words: Word[]): string[] {
  const asked: string[] = []
  operator = operatorWho(async ({ saw }) => {
    asked.push(saw)
    return words.shift() ?? 'leave'
  })
  return asked
}

it('believes what it sees, and not the word: who says that it is done is asked again where it is not', async () => {
  const asked = operatorSaying('done', 'leave')
  let looks = 0
  const look = async () => ({ holds: ++looks > 10, saw: `looked ${looks} times` })
  await expect(untilSo(operator.channel, request, look, never, 0)).rejects.toThrow(
    'the operator left it, and it is not done: looked 2 times',
  )
  expect(asked).toEqual(['it is not set', 'looked 1 times'])
})

it('sees that it was done though the operator left it', async () => {
  operatorSaying('leave')
  const look = async () => ({ holds: true, saw: 'it is set' })
  expect(await untilSo(operator.channel, request, look, never, 0)).toBe('it is set')
})

it('asks no more than thirty times', async () => {
  const asked = operatorSaying(...Array.from({ length: 40 }, () => 'done' as const))
  const look = async () => ({ holds: false, saw: 'it is not set' })
  await expect(untilSo(operator.channel, request, look, never, 0)).rejects.toThrow('said to be done 30 times')
  expect(asked).toHaveLength(30)
})

it('ends with the run that it is asked in', async () => {
  operator = operatorWho(() => new Promise(() => {}))
  const look = async () => ({ holds: false, saw: 'it is not set' })
  const stopped = AbortSignal.timeout(20)
  await expect(untilSo(operator.channel, request, look, stopped, 0)).rejects.toThrow('the run was stopped')
})
