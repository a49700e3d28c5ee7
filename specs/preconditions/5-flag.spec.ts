import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { configVars } = subject

check(
  'no-flag-without-url',
  `${configVars.flag} is not 1 while ${configVars.restricted} is empty`,
  {
    source: 'R5, R10, R24',
    why: 'With the flag on and no URL the app falls back to the owner without a word (failure mode D).',
  },
  async ({ app, note }) => {
    const vars = await app.configVars()
    const flag = vars.get(configVars.flag)
    note(
      `${configVars.flag}: ${flag ?? 'not set'}; ${configVars.restricted}: ${vars.url(configVars.restricted)?.toString() ?? 'not set'}`,
    )
    expect(flag === '1' && vars.url(configVars.restricted) === undefined, 'flag on without a URL').toBe(false)
  },
)
