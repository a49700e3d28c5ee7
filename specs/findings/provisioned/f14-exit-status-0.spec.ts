import { expect } from 'vitest'
import { check } from '../../../harness/runbook/check.ts'
import { runbook } from '../../../runbook.config.ts'

const { role, configVars } = runbook

check(
  'F14. pg:credentials:rotate without --confirm and without a terminal exits 0 and rotates nothing',
  {
    source: 'F14',
    why: 'exit statuses are trusted throughout',
  },
  async ({ app, rehearsal, target }) => {
    const before = await app.credentialUrl(role)
    const rotate = await rehearsal.shell(
      `heroku pg:credentials:rotate DATABASE --name ${role} -a ${target.app}`,
    )
    expect(rotate.exitCode).toBe(0)
    expect(await app.credentialUrl(role)).toEqual(before)
  },
)

check(
  'F14. config:get of a var that is not set exits 0 with an empty line',
  {
    source: 'F14, R5',
  },
  async ({ rehearsal, target }) => {
    expect(await rehearsal.shell(`heroku config:get NEVER_SET -a ${target.app}`)).toMatchObject({
      exitCode: 0,
      stdout: '',
    })
  },
)

check(
  'F14. This project reads back what it changed, and a command that did nothing is a step that failed',
  {
    source: 'F14',
    why: 'Shown by the harness’s own tests of a step without effect; here: what is read back is Heroku’s word.',
  },
  async ({ app }) => {
    expect((await app.configVars()).url(configVars.restricted)).toEqual(await app.credentialUrl(role))
  },
)
