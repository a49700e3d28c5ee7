import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Checkpoint } from '../../journal/checkpoints.ts'
import { applicationName } from '../../postgres/our-name.ts'
import type { Row } from './row.fixture.ts'
import {
  appendOnly,
  besideAnother,
  type Changes,
  configured,
  difference,
  dyno,
  flagSet,
  line,
  logOf,
  privileges,
  prod,
  release,
  releases,
  soaking,
  staging,
} from './scene.fixture.ts'

const { role, configVars } = staging
const at = (time: string): string => `2026-05-10T${time}.000000+00:00`
/** A checkpoint at which the operator named a time to look from. */
const checkpointSince = (logSince: string, refused: Checkpoint['parts']['refused']): Checkpoint =>
  ({ herokuAt: '2026-05-10T09:45:00.000Z', logSince, parts: { refused } }) as Checkpoint
const logged = (...lines: string[]): Changes => ({ log: logOf(...lines) })
const denied = (planted: string, text: string, names: string, says: string): Row => ({
  planted,
  changes: logged(line(text)),
  fails: ['nothingWasDenied'],
  names: [names],
  says,
})
const postgres = (user: string, rest: string, application = 'x'): string =>
  line(
    `[MAROON] [12-1]  sql_error_code = 42501 time_ms = "2026-05-10 09:00:00.1 UTC" pid="47" database="d1" connection_source="10.1.2.3(4)" user="${user}" application_name="${application}" ${rest}`,
    at('09:00:00'),
    'app[postgres.3]',
  )

/** What stands in the log, and how far it reaches. */
export const logRows: readonly Row[] = [
  denied(
    'The app is denied UPDATE on the append-only audit trail',
    `ERROR ledger.api (psycopg2.errors.InsufficientPrivilege) permission denied for table ${appendOnly.replace('public.', '')}`,
    'denied-by-policy',
    'a part of what can be asked there',
  ),
  {
    planted: 'Another role of the app is denied something, by the process that logged it',
    changes: logged(
      line('ERROR: permission denied for table alembic_version', at('09:00:00'), 'app[worker.3]'),
    ),
    how: besideAnother(),
  },
  {
    planted: 'A process that runs as both roles is denied something',
    changes: logged(line('ERROR: permission denied for table alembic_version', at('09:00:00'), 'app[web.1]')),
    how: besideAnother({ processTypes: ['web'] }, { processTypes: ['web'] }),
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  {
    planted: 'A process of which nobody says as what role it runs is denied something',
    changes: logged(
      line('ERROR: permission denied for table alembic_version', at('09:00:00'), 'app[clock.1]'),
    ),
    how: besideAnother(),
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  denied(
    'The app reads a migration table',
    'ERROR: permission denied for table alembic_version',
    'denied-by-policy',
    'gives the role nothing there',
  ),
  denied(
    'A denial on a schema outside the policy',
    'PG::InsufficientPrivilege: ERROR:  permission denied for schema billing',
    'denied-by-policy',
    'gives the role nothing there',
  ),
  denied(
    'A denial on a function',
    'org.postgresql.util.PSQLException: ERROR: permission denied for function purge',
    'denied-by-policy',
    'permission denied for function purge',
  ),
  denied(
    'A denial on a relation that the database does not have',
    'error: permission denied for table orders_archive',
    'denied-by-policy',
    'orders_archive',
  ),
  denied(
    'The app alters a table it does not own',
    'ERROR:  must be owner of table orders',
    'denied-by-policy',
    'must be owner of table orders',
  ),
  denied(
    'Row-level security refuses a row',
    String.raw`{"err":"new row violates row-level security policy for table \"orders\""}`,
    'denied-by-policy',
    'row-level security',
  ),
  denied(
    'A denial in a JSON log, newlines escaped',
    String.raw`{"level":"error","err":"permission denied for table orders\n at x","code":"42501"}`,
    'denied-before',
    'lacks nothing there now',
  ),
  denied(
    'SQLSTATE 42501 and no English at all',
    'ERROR:  keine Berechtigung für Tabelle orders (SQLSTATE 42501)',
    'denied-before',
    'keine Berechtigung',
  ),
  denied('The code alone, as node-postgres prints an error', "  code: '42501',", 'denied-before', '42501'),
  denied(
    'A denial on a name in capitals that is granted now',
    'ERROR: permission denied for table AuditLog',
    'denied-before',
    'AuditLog',
  ),
  denied(
    'A denial on a name of two words that is granted now',
    'ERROR: permission denied for table Audit Log (SQLSTATE 42501)',
    'denied-before',
    'Audit Log',
  ),
  denied(
    'A denial by the code of Prisma',
    'PrismaClientInitializationError: P1010: User `ledger_app` was denied access on the database `d1.public`',
    'denied-before',
    'was denied access on the database',
  ),
  {
    planted: 'A denial by the code of Prisma, to another user',
    changes: logged(line('P1010: User `metabase` was denied access on the database `d1.public`')),
  },
  {
    planted: "A denial was asked for, and the log has lines of Postgres's own without it",
    changes: {
      proof: 'did not come back',
      ...logged(
        line('[DATABASE] [9-1]  sql_error_code = 23505 ERROR:  duplicate key', undefined, 'app[postgres.1]'),
      ),
    },
    blind: ['logShowsDenials'],
    says: 'the log did not bring back the one denial that was asked for',
  },
  {
    planted: 'A denial was asked for, and came back at an earlier checkpoint only',
    changes: { proof: 'did not come back', checkpoints: [{ proof: 'came back', parts: {} } as Checkpoint] },
    blind: ['logShowsDenials'],
  },
  {
    planted: "A denial was asked for, of a log that never has a line of Postgres's own",
    changes: { proof: 'did not come back' },
    says: 'what it denies shows only where the app logs it',
  },
  {
    planted: 'The same, and the configuration asks for the proof',
    changes: { proof: 'did not come back' },
    how: configured({ soak: { ...staging.soak, proof: 'required' } }),
    blind: ['logShowsDenials'],
  },
  { planted: 'A denial was asked for, and came back', changes: { proof: 'came back' } },
  { planted: 'A callback with ?code=42501', changes: logged(line('GET /oauth?code=42501&state=x 200')) },
  {
    planted: 'A denial of an S3 bucket',
    changes: logged(line('AccessDenied: Access Denied (Service: Amazon S3; Status Code: 403)')),
  },
  denied(
    'setval on a sequence that the policy gives USAGE on',
    'ERROR: permission denied for sequence orders_id_seq',
    'denied-by-policy',
    'a part of what can be asked there',
  ),
  {
    planted: 'A denial of what the role may do again since somebody re-applied the grants',
    changes: logged(line('permission denied for table orders')),
    fails: ['nothingWasDenied'],
    names: ['denied-before'],
    says: 'pnpm test:verify --env staging --log-since 2026-05-10T09:00:01.000Z',
  },
  {
    planted: 'The same, and the operator names a time after it',
    changes: logged(line('permission denied for table orders')),
    how: { logSince: new Date('2026-05-10T09:30:00Z') },
  },
  {
    planted: 'The same, and the operator names a time before it',
    changes: logged(line('permission denied for table orders')),
    how: { logSince: new Date('2026-05-10T08:30:00Z') },
    fails: ['nothingWasDenied'],
    names: ['denied-before'],
  },
  {
    planted: 'The same, and the operator named a time after it at a checkpoint of this soak',
    changes: {
      ...logged(line('permission denied for table orders')),
      checkpoints: [checkpointSince('2026-05-10T09:30:00.000Z', 'passed')],
    },
    says: 'as asked for at the checkpoint of 2026-05-10T09:45:00.000Z',
  },
  {
    planted:
      'The same, and the operator named a time after it at a checkpoint that was refused something from then on',
    changes: {
      ...logged(line('permission denied for table orders')),
      checkpoints: [checkpointSince('2026-05-10T09:30:00.000Z', 'failed')],
    },
    fails: ['nothingWasDenied'],
    names: ['denied-before'],
  },
  {
    planted:
      'A denial from before the flag was set anew, and the operator named a time before it at a checkpoint of that soak',
    changes: {
      ...logged(line('permission denied for table orders', at('07:59:30')), line('all is well')),
      checkpoints: [checkpointSince('2026-05-09T09:30:00.000Z', 'passed')],
    },
    says: 'from before, or of another user',
  },
  {
    planted: 'A migration forgets its GRANT, and the app meets it',
    changes: {
      ...logged(line('permission denied for table new_table')),
      privileges: privileges(difference('missing-privilege', 'public.new_table', 'C')),
    },
    fails: ['roleHasItsPolicy', 'nothingWasDenied'],
    names: ['c-forgotten-grant'],
    says: `RUNBOOK_ALLOW_PROVISION=${staging.app} pnpm reapply --env staging`,
  },
  {
    planted: 'A forgotten GRANT on a name in capitals',
    changes: {
      ...logged(line('permission denied for table AuditLog')),
      privileges: privileges(difference('missing-privilege', 'public."AuditLog"', 'C')),
    },
    fails: ['roleHasItsPolicy', 'nothingWasDenied'],
    names: ['c-forgotten-grant'],
  },
  {
    planted: "Postgres's own line of a denial to the role",
    changes: { log: logOf(postgres(role, 'ERROR:  permission denied for table alembic_version')) },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  {
    planted: "Postgres's own line of a denial to another user",
    changes: { log: logOf(postgres('metabase', 'ERROR:  permission denied for table orders')) },
  },
  {
    planted: "Postgres's own line of what this tool tried as the role",
    changes: {
      log: logOf(postgres(role, 'ERROR:  permission denied for table alembic_version', applicationName)),
    },
  },
  {
    planted: 'The same, and the app was denied it too',
    changes: {
      log: logOf(
        postgres(role, 'ERROR:  permission denied for table alembic_version', applicationName),
        postgres(role, 'ERROR:  permission denied for table alembic_version'),
      ),
    },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  {
    planted: "Postgres's own line of an app that calls itself as this project is called",
    changes: {
      log: logOf(
        postgres(role, 'ERROR:  permission denied for table alembic_version', 'role-runbook'),
        postgres(role, 'ERROR:  permission denied for table alembic_version', 'role-runbook 1f0c00000000'),
      ),
    },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
    says: '2 line(s)',
  },
  {
    planted: "Postgres's own STATEMENT line that quotes the words",
    changes: { log: logOf(postgres(role, "STATEMENT:  SELECT 'permission denied for table orders'")) },
  },
  {
    planted: 'An OS-level "Permission denied"',
    changes: logged(line("PermissionError: [Errno 13] Permission denied: '/app/tmp/cache'")),
  },
  {
    planted: 'EACCES of a file',
    changes: logged(line("Error: EACCES: permission denied, open '/app/uploads/1'")),
  },
  { planted: 'An order with the number 42501', changes: logged(line('INFO order 42501 shipped')) },
  {
    planted: 'A denial from before the flag was set',
    changes: logged(
      line('permission denied for table orders', at('07:59:30')),
      line('all is well'),
      line('INFO ready'),
    ),
  },
  {
    planted: "A denial, and then a release that sets a var whose name begins with the flag's",
    changes: {
      ...logged(line('permission denied for table alembic_version')),
      releases: releases(
        release(5, `Set ${configVars.flag}_V2 config vars`, '2026-05-10T09:30:00Z'),
        ...(soaking.releases instanceof Error ? [] : soaking.releases.newestFirst),
      ),
      dynos: [dyno({ release: { version: 5 } })],
      log: logOf(line('permission denied for table alembic_version'), line('Release v5', at('09:30:00'))),
    },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  {
    planted: '`heroku rollback`, which may have brought the flag back, and a denial after it',
    changes: {
      dynos: [dyno({ release: { version: 5 } })],
      log: logOf(line('Rollback', at('08:59:00')), line('permission denied for table alembic_version')),
      releases: releases(
        release(5, 'Rollback to v4', '2026-05-10T08:59:00Z'),
        flagSet(4),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
  },
  {
    planted: 'In the soak, a log that does not reach back to the flag',
    changes: {
      releases: releases(
        flagSet(4, '2026-05-10T03:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
    blind: ['nothingWasDenied'],
    says: 'the log reaches back to 2026-05-10T07:59:00.000Z, and not to 2026-05-10T03:00:00.000Z',
  },
  {
    planted: 'The same on prod, long after the cutover',
    changes: {
      releases: releases(
        flagSet(4, '2026-05-10T03:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
    how: { subject: prod, expectedPhase: 'cut-over' },
  },
  {
    planted: 'A log stream that was cut before its end',
    changes: {
      dynos: [dyno({ release: { version: 5 } })],
      releases: releases(
        release(5, 'Deploy 9f8e7d6c', '2026-05-10T09:50:00Z'),
        flagSet(4),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
    blind: ['nothingWasDenied'],
    untold: ['denied-by-policy', 'denied-before'],
    says: 'the stream was cut',
  },
  {
    planted: 'A log without a line',
    changes: { log: new CouldNotLook('`heroku logs` gave 0 lines and none in Heroku’s format') },
    blind: ['logShowsDenials', 'nothingWasDenied'],
    untold: ['denied-by-policy', 'denied-before'],
  },
]
