import { expect, it } from 'vitest'
import { runbook } from '../../fixtures/second-app/runbook.config.ts'
import { readEither } from './schema.ts'
import { optionsFor, roleNamed, rolesNamed, subjectOf } from './subject.ts'

const config = readEither(runbook)
const worker = subjectOf(config, 'trial', 'rota_worker')

it('a subject is about one role, and knows the others by how they are switched', () => {
  expect(worker).toMatchObject({
    role: 'rota_worker',
    configVars: { owner: 'AMBER_URL', restricted: 'ROTA_WORKER_URL', flag: 'ROTA_WORKER_URL' },
    flagValues: undefined,
    spotCheck: 'billing."Invoice"',
    processTypes: ['worker'],
    applications: ['rota worker'],
    otherRoles: [{ role: 'rota_web', configVars: { flag: 'ROTA_WEB_URL' }, applications: ['rota web'] }],
  })
  expect(worker.policy.tables.default).toEqual(['SELECT'])
})

it('a command that is about it names the environment, and the role where the app has several', () => {
  expect(optionsFor(worker)).toBe('--env trial --role rota_worker')
  expect(optionsFor({ ...worker, otherRoles: [] })).toBe('--env trial')
  expect(optionsFor(worker, 'rehearsal')).toBe('--env rehearsal --role rota_worker')
})

it('all roles are meant where none is named, and one must be where only one can be', () => {
  expect(rolesNamed(config, undefined)).toEqual(['rota_web', 'rota_worker'])
  expect(rolesNamed(config, 'rota_worker')).toEqual(['rota_worker'])
  expect(roleNamed(config, 'rota_worker')).toBe('rota_worker')
  expect(() => roleNamed(config, undefined)).toThrow('--role is to be rota_web or rota_worker')
  expect(() => roleNamed(config, 'rota', 'RUNBOOK_ROLE')).toThrow("RUNBOOK_ROLE 'rota' is not known")
})
