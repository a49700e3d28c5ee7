import { afterAll, expect } from 'vitest'

// Test files of the harness follow each other in a process: what one changes of it, it puts back, or is red itself.
const env = { ...process.env }
const folder = process.cwd()

afterAll(() => {
  expect(process.cwd(), 'the folder of the process, as it was before this file').toBe(folder)
  expect({ ...process.env }, 'the environment of the process, as it was before this file').toEqual(env)
})
