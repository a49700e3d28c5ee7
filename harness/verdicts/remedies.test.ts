import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What can be said on a terminal of a live app, beside the rows: advice of steps, refusals, errors. */
const rooms = ['observations', 'privileges', 'runbook', 'verdicts', 'world'].map((room) => `harness/${room}`)

it('names with every command that is to be typed the environment it is for: without it, it would run on a rehearsal', () => {
  const said = [...rooms, 'specs/preconditions', 'specs/provision', 'specs/recovery', 'specs/verify'].flatMap(
    (room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?<!\.test|\.fixture)\.ts$/.test(file))
        .flatMap((file) => readFileSync(join(root, room, file), 'utf8').split('\n'))
        .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line)),
  )
  const commands = said.flatMap(
    (line) => line.match(/pnpm (?:rollback|plan|reapply|diagnose|test:[a-z]+)\b[^`']*/g) ?? [],
  )
  expect(commands.length).toBeGreaterThan(5)
  expect(commands.filter((command) => !/ (--env (\$\{|prod)|\$\{optionsFor\()/.test(command))).toEqual([])
})
