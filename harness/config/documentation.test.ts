import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { configurationPage, documentedKeys } from './documentation.ts'
import { readConfig } from './load.ts'
import { UsageError } from './usage-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What stands in the place of a name that may be any. */
const names: Readonly<Record<string, string>> = { '<environment>': 'prod', '<role>': runbook.role }

let files = 0
/** Reads a configuration with another value at that key: Ledger's, or where the key is of several roles, one that has them. */
function withValue(path: readonly string[], value: unknown): Promise<unknown> {
  const file = join(folder, `${files++}.config.mjs`)
  const whole = path[0] === 'roles' ? ofSeveral : runbook
  writeFileSync(file, `export const runbook = ${JSON.stringify(changed(whole, path, value))}`)
  return readConfig(file)
}

function changed(whole: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const object = (whole ?? {}) as Readonly<Record<string, unknown>>
  return { ...object, [name]: changed(object[name] ?? besides[name], rest, value) }
}

const { role, configVars, spotCheck, privileges, ...ofApp } = runbook
const { owner, ...own } = configVars
const ofSeveral = {
  ...ofApp,
  configVars: { owner },
  roles: { [role]: { configVars: own, spotCheck, privileges } },
}

/** What a section needs besides, where Ledger's configuration leaves it out. */
const besides: Readonly<Record<string, object>> = {
  flagValues: { on: ['1'], off: ['0'] },
  rehearsal: { schema: 'schema.sql' },
  views: { default: [] },
  sequences: { default: [] },
}

describe('every key of the configuration', () => {
  const keys = documentedKeys().map((key) => {
    const path = key.path.map((name) => names[name] ?? name)
    return { ...key, path, name: path.join('.') }
  })

  it('is documented, in docs/configuration.md', async () => {
    expect(keys.length).toBeGreaterThan(40)
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md')
  })

  it.each(keys)('$name accepts what its page shows', async ({ path, good }) => {
    await expect(withValue(path, good)).resolves.toBeDefined()
  })

  it.each(keys)(
    '$name refuses what its page says, in one line that names it',
    async ({ path, name, bad }) => {
      const error: unknown = await withValue(path, bad).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UsageError)
      const { message } = error as UsageError
      expect(message).toContain(`.mjs: ${name}`)
      expect(message).toContain('See docs/configuration.md')
      expect(message).not.toContain('\n')
    },
  )
})
