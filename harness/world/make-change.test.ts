import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The files, tests and the rehearsal apart, whose code has this form. */
function filesWith(form: RegExp): string[] {
  return ['harness', 'specs']
    .flatMap((folder) =>
      readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter(
      (file) =>
        file.endsWith('.ts') && !/\.(test|docker-test|fixture)\.ts$|\/(testing|rehearsal)\//.test(file),
    )
    .filter((file) => form.test(readFileSync(`${root}/${file}`, 'utf8')))
    .toSorted()
}

describe('a change of the app', () => {
  it('by a Heroku command is made by the driver of the world alone, which writes it down', () => {
    expect(filesWith(/\bherokuCli\(/)).toEqual(['harness/heroku/cli.ts', 'harness/world/world.ts'])
  })

  it('by SQL is made by the role’s privileges alone, which write it down; the others always roll back', () => {
    expect(filesWith(/\.writable\(|default_transaction_read_only=off|SET TRANSACTION READ WRITE/)).toEqual([
      'harness/postgres/postgres.ts',
      'harness/world/role-privileges.ts',
    ])
  })

  it('by ending a session is the lock’s alone, which writes it down', () => {
    expect(filesWith(/pg_(terminate|cancel)_backend/)).toEqual(['harness/world/take-lock.ts'])
  })
})
