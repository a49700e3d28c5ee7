import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { noDynosAtAll } from '../../harness/verdicts/app/dynos.ts'

check(
  'heroku-cli',
  'The Heroku CLI is installed and new enough',
  {
    why: 'The exact texts and exit statuses this runbook relies on are those of version 11.',
    byHand: ['heroku --version'],
    expect: 'heroku/11 or newer',
  },
  async ({ app, note, fact }) => {
    const version = await app.cliVersion()
    note(version)
    fact('node', /node-v(\S+)/.exec(version)?.[1] ?? 'not shown')
    expect(version).toMatch(/^heroku\/(1[1-9]|[2-9]\d)\./)
  },
)

check(
  'logged-in',
  'You are logged in, and the app is there, with dynos',
  { byHand: [`heroku ps -a ${subject.app}`], expect: 'at least one dyno, and each is up' },
  holds(noDynosAtAll),
)
