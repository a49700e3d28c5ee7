import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'

check(
  'f13/happens',
  'F13. `addons:upgrade` from Essential prints done, fails, and the plan is what it was',
  {
    source: 'F13, R12',
    finding: 'F13',
    claim: 'Upgrade: heroku addons:upgrade <addon> heroku-postgresql:standard-0 -a <app>',
  },
  async ({ app, rehearsal, subject }) => {
    await rehearsal.control('plan', { app: subject.app, plan: 'essential-0' })
    const { addon } = await app.database()
    const upgrade = await rehearsal.shell(
      `heroku addons:upgrade ${addon} heroku-postgresql:standard-0 -a ${subject.app}`,
    )
    expect(upgrade.stderr + upgrade.stdout).toContain('done')
    expect(upgrade.exitCode).not.toBe(0)
    expect((await app.database()).plan).toBe('Essential 0')
  },
)

check(
  'f13/bad-gateway',
  'F13. Where the gateway answers 502 it even exits 0, and the plan is what it was',
  {
    source: 'F13, F14',
  },
  async ({ app, rehearsal, subject }) => {
    const { addon } = await app.database()
    await rehearsal.control('faults', {
      method: 'PATCH',
      path: '/addons/',
      times: 10,
      answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' },
    })
    const upgrade = await rehearsal.shell(
      `heroku addons:upgrade ${addon} heroku-postgresql:standard-0 -a ${subject.app}`,
    )
    expect(upgrade).toMatchObject({ exitCode: 0 })
    expect(upgrade.stderr + upgrade.stdout).toContain('done')
    expect((await app.database()).plan).toBe('Essential 0')
  },
)

check(
  'f13/instead',
  'F13. This project takes the plan that Heroku shows for the only proof; the way that is documented is failure mode B',
  { source: 'F13', finding: 'F13', instead: true },
  async ({ app }) => {
    expect((await app.database()).tier).toBe('essential')
  },
)
