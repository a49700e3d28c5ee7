import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What can be said on a terminal of a live app, beside the rows: advice of steps, refusals, errors. */
const rooms = [
  'cli',
  'observations',
  'privileges',
  'report',
  'runbook',
  'runner',
  'signoff',
  'soak',
  'verdicts',
  'world',
].map((room) => `harness/${room}`)

it('names with every command that is to be typed its environment, without which it runs on a rehearsal, and of several roles the one', () => {
  const said = [...rooms, 'specs'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test|\.fixture)\.ts$/.test(file))
      .flatMap((file) => readFileSync(join(root, room, file), 'utf8').split('\n'))
      .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line)),
  )
  const commands = said.flatMap(
    (line) =>
      line.match(/pnpm (?:rollback|plan|reapply|diagnose|signoff|test:(?!failure)[a-z]+)\b[^`']*/g) ?? [],
  )
  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter((command) => !command.includes(' ${optionsFor('))).toEqual([])
})
