import { inSql } from '../../postgres/in-sql.ts'
import { shellWord } from '../../text/shell-word.ts'
import { healthUrlVariables } from '../../world/target.ts'
import { subject } from '../subject.ts'

const { app, database, role, live, applications } = subject
const healthUrl = healthUrlVariables(subject).at(-1)

/** What somebody types to ask a question in the owner's session, as bash takes it. */
export const asTheOwner = (sql: string): string => `heroku pg:psql ${database} -a ${app} -c ${shellWord(sql)}`

/** Whether the app answers. */
export const theAppsAnswer =
  live.healthUrl === undefined
    ? `curl -fsS "\${${healthUrl}:?set it to where the app answers}"`
    : `curl -fsS "\${${healthUrl}:-${live.healthUrl}}"`

/** The role as the database has it. */
export const theRole = asTheOwner(
  `SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = ${inSql(role)}`,
)

/** As whom the app's processes are connected: those of this role alone, where they say what they are. */
export const theAppsConnections = asTheOwner(
  `SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()${applications.length === 0 ? '' : ` AND application_name IN (${applications.map(inSql).join(', ')})`} GROUP BY 1`,
)
