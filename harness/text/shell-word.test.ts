import { execa } from 'execa'
import { expect, it } from 'vitest'
import { shellWord } from './shell-word.ts'

it.each([
  'SELECT 1',
  'GRANT SELECT ON "Shift" TO a_role',
  `SELECT '"Shift"'::regclass`,
  String.raw`'$HOME' \ "\" $(true) ${'`true`'}`,
  "it's not !so",
  "two\nlines 'of it'",
])('a shell reads %j as it stands', async (text) => {
  // With what an interactive one does to `!` besides.
  const typed = `set -o history -o histexpand\nprintf %s ${shellWord(text)}\n`
  const { stdout } = await execa('bash', ['--norc'], { input: typed })
  expect(stdout).toBe(text)
})
