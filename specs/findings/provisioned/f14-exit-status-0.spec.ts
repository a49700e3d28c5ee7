import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role, configVars } = subject

check(
  'f14/rotate',
  'F14. pg:credentials:rotate without --confirm and without a terminal rotates nothing, and on Node 20 exits 0',
  {
    source: 'F14',
    finding: 'F14',
    claim: 'exit statuses are trusted throughout',
  },
  async ({ app, rehearsal }) => {
    const before = await app.credentialUrl(role)
    const rotate = await rehearsal.shell(
      `heroku pg:credentials:rotate ${subject.database} --name ${role} -a ${subject.app}`,
    )
    // The prompt is never answered: Node 20 ends then as if all was well, Node 22 and newer ends the CLI with an error.
    expect(`${await app.cliVersion()} exits ${rotate.exitCode}`).toMatch(
      /node-v20\.\S+ exits 0$|node-v2[2-9]\.\S+ exits 1$/,
    )
    expect(await app.credentialUrl(role)).toEqual(before)
  },
)

check(
  'f14/config-get',
  'F14. config:get of a var that is not set exits 0 with an empty line',
  {
    source: 'F14, R5',
  },
  async ({ rehearsal }) => {
    expect(await rehearsal.shell(`heroku config:get NEVER_SET -a ${subject.app}`)).toMatchObject({
      exitCode: 0,
      stdout: '',
    })
  },
)

check(
  'f14/instead',
  'F14. This project reads back what it changed, and a command that did nothing is a step that failed',
  {
    source: 'F14',
    finding: 'F14',
    instead: true,
    why: 'Shown by the harness’s own tests of a step without effect; here: what is read back is Heroku’s word.',
  },
  async ({ app }) => {
    expect((await app.configVars()).url(configVars.restricted)).toEqual(await app.credentialUrl(role))
  },
)
