import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { isLost, looking } from './looking.ts'

const answering = (code: string) => Object.assign(new DatabaseError('said', 4, 'error'), { code })
const look = (error: Error) => looking('What it holds', failing(error))
const failing = (error: Error) => async () => {
  throw error
}

test.for([
  ['55P03', false],
  ['57014', false],
  ['53300', false],
  ['57P01', true],
  ['57P02', true],
  ['57P03', true],
  ['08000', true],
  ['08003', true],
  ['08006', true],
  ['08P01', true],
  ['ECONNRESET', true],
] as const)('%s says nothing of a privilege; the session is gone with it: %s', async ([code, lost]) => {
  const error = answering(code)
  await expect(look(error)).rejects.toThrow(CouldNotLook)
  expect(isLost(error)).toBe(lost)
})

test.for(['42501', '42P01', '22023'])('%s is an answer', async (code) => {
  const error = answering(code)
  await expect(look(error)).rejects.toBe(error)
})
