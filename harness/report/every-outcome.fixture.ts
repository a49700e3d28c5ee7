import type { Report, ReportItem } from './report.ts'

const item = (id: string, changes: Partial<ReportItem>): ReportItem => ({
  id: `verify/${id}`,
  title: `${id} is as it should be`,
  kind: 'check',
  outcome: 'passed',
  required: true,
  notes: [],
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 1_234,
  herokuCalls: 0,
  commands: [],
  findings: [],
  ...changes,
})

/** Items of every outcome, with texts that break what does not escape them. */
export const everyItem: readonly ReportItem[] = [
  item('role', { notes: ['ledger_app: can log in', '2 < 3 && "so" it is'], facts: { postgres: '17.4' } }),
  item('grants', {
    kind: 'step',
    why: 'In one transaction.',
    source: 'R18',
    herokuCalls: 1,
    commands: ['heroku config:get DATABASE_URL -a an-app'],
    notes: ['already so: exactly the policy'],
  }),
  item('privileges', {
    outcome: 'failed',
    symptom: 'ledger_app can do more, or less, than the policy says',
    reason: 'missing-privilege: public.a_table: expected SELECT, found nothing',
    findings: [
      {
        code: 'missing-privilege',
        object: 'public."a|table"',
        expected: 'SELECT, INSERT',
        found: '<nothing> & none',
        consequence: 'The app cannot read it.',
        help: 'Grant it, as the owner of the database.',
        fix: 'GRANT SELECT ON TABLE public."a|table" TO ledger_app',
        fixKind: 'sql',
        failureMode: 'C',
        tell: 'app-developers',
      },
      {
        code: 'unknown-session',
        object: 'somebody',
        expected: 'nobody',
        found: 'a session of ```somebody```',
        consequence: 'Nobody accounts for it.',
        help: 'Ask who it is.',
      },
    ],
  }),
  item('app-answers', {
    outcome: 'failed',
    reason:
      'Unexpected token \'<\', "<html>\u001b[31m]]>\u0000"\n  ::error::second line % \u0007 ``` </script><!--',
  }),
  item('no-denials', { outcome: 'inconclusive', reason: 'the log is empty\nand nobody knows why' }),
  item('switch', { kind: 'step', outcome: 'not-run', reason: 'not taken: "the app answers" did not hold' }),
  item('psql', { outcome: 'not-run', required: false, reason: 'psql is not on PATH' }),
  item('live', { outcome: 'needs-live', reason: 'a rehearsal has no router' }),
]

/** A run in which everything happened that can. */
export const everyOutcome: Report = {
  version: 1,
  suite: 'verify',
  env: 'staging',
  app: 'an-app',
  startedAt: '2026-01-02T03:04:05.000Z',
  finishedAt: '2026-01-02T03:05:15.000Z',
  outcome: 'failed',
  exitStatus: 1,
  commit: '0123456789abcdef0123456789abcdef01234567',
  journal: { file: 'journal/an-app.jsonl', lines: 12, head: 'ab'.repeat(32) },
  items: everyItem,
}

/** A run that a gate kept from beginning. */
export const refused: Report = {
  ...everyOutcome,
  outcome: 'refused',
  exitStatus: 3,
  reason: 'this would change an-app, and RUNBOOK_ALLOW_PROVISION does not name it',
  items: [],
}
