import { expect } from 'vitest'
import { withoutFlag } from '../../../harness/runbook/applies.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { configVars, flagValues } = subject
const [on] = flagValues?.on ?? ['']
const [off] = flagValues?.off ?? ['']

check(
  'f6/happens',
  'F6. A config:set that failed is silent: only its exit status is left, and nothing reads it',
  {
    source: 'F6',
    notHere: withoutFlag,
    finding: 'F6',
    claim: 'heroku config:set … >/dev/null 2>&1',
  },
  async ({ app, rehearsal }) => {
    await rehearsal.control('faults', {
      method: 'PATCH',
      path: `^/apps/${subject.app}/config-vars$`,
      answer: {
        status: 503,
        headers: { 'content-type': 'application/json' },
        body: '{"id":"maintenance","message":"no"}',
      },
    })
    const set = await rehearsal.shell(
      `heroku config:set ${configVars.flag}=${off} -a ${subject.app} >/dev/null 2>&1`,
    )
    expect(set).toMatchObject({ stdout: '', stderr: '' })
    expect(set.exitCode).not.toBe(0)
    expect((await app.configVars()).get(configVars.flag), 'the flag, unchanged').toBe(on)
  },
)

check(
  'f6/instead',
  'F6. This project’s driver turns it into an error that says what Heroku said',
  { source: 'F6', notHere: withoutFlag, finding: 'F6', instead: true },
  async ({ rehearsal }) => {
    await rehearsal.control('faults', {
      method: 'PATCH',
      path: `^/apps/${subject.app}/config-vars$`,
      answer: {
        status: 503,
        headers: { 'content-type': 'application/json' },
        body: '{"id":"maintenance","message":"no"}',
      },
    })
    await expect(rehearsal.heroku`config:set ${configVars.flag}=${off}`).rejects.toThrow(
      'Error ID: maintenance',
    )
  },
)
