import { configVarRows } from './config-vars.fixture.ts'
import { healthRows } from './health.fixture.ts'
import { logRows } from './log.fixture.ts'
import { pairRows, platformRows } from './platform.fixture.ts'
import type { Row } from './row.fixture.ts'
import { sessionRows } from './sessions.fixture.ts'
import { statementRows } from './statements.fixture.ts'
import { switchRows } from './switches.fixture.ts'

/** Everything that was planted, by what it is about. */
export const sections: readonly { readonly about: string; readonly rows: readonly Row[] }[] = [
  { about: 'The platform and the database', rows: platformRows },
  { about: 'Two at once', rows: pairRows },
  { about: 'The config vars', rows: configVarRows },
  { about: 'The flag and its releases', rows: switchRows },
  { about: 'Who is connected', rows: sessionRows },
  { about: 'What ran while nobody watched', rows: statementRows },
  { about: 'The log', rows: logRows },
  { about: 'The health URL and the dynos', rows: healthRows },
]

export const rows: readonly Row[] = sections.flatMap((section) => section.rows)
