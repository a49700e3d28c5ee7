import type { Release } from '../../heroku/app.ts'
import type { Counts } from '../../observations/database/statements.ts'
import type { Row } from './row.fixture.ts'
import {
  besideAnother,
  configured,
  counts,
  dyno,
  flagSet,
  line,
  logOf,
  ownerName,
  prod,
  ran,
  release,
  releases,
  session,
  sessions,
  settings,
  staging,
  worker,
} from './scene.fixture.ts'

const { role } = staging
const at = (time: string): Date => new Date(`2026-05-10T${time}Z`)
const lastLook = counts({ [role]: 100, [ownerName]: 50, metabase: 7 }, { at: at('09:00:00') })

/** What this look counts, beside a session of the app's. */
const counted = (now: Counts, more: object = {}): NonNullable<Row['changes']> => ({
  sessions: sessions([session()], { statements: ran([role], 3, now) }),
  earlier: [lastLook],
  ...more,
})
/** The owner's forms of statement, by when each was first run. */
const forms = (...begun: [string, number][]): Counts =>
  counts({ [ownerName]: begun.map(([time, calls]) => ({ at: at(time), calls })) })
const old: [string, number] = ['07:00:00', 50]
const deployed = (more: Partial<Release> = {}): object => ({
  dynos: [dyno({ release: { version: 5 } })],
  log: logOf(line('Release v5', '2026-05-10T09:21:00.000000+00:00')),
  releases: releases(
    { ...release(5, 'Deploy 9f8e7d6c', '2026-05-10T09:20:00Z'), ...more },
    flagSet(4),
    release(1, 'Initial release', '2026-05-01T00:00:00Z'),
  ),
})
const phase = { output_stream_url: 'https://release-output.heroku.com/…', updated_at: '2026-05-10T09:21:00Z' }
const red = { fails: ['onlyTheRoleRan'], names: ['ran-by-another'] }

/** What ran while nobody watched: the counts of this look held against those of an earlier report. */
export const statementRows: readonly Row[] = [
  {
    planted: 'The role ran nothing since the last look',
    changes: counted(counts({ [role]: 100, [ownerName]: 50, metabase: 7 })),
    blind: ['workWasDone'],
    says: `${role} ran no statement since the last look, 2026-05-10T09:00:00.000Z`,
  },
  {
    planted: 'The role ran nothing at all since the counts began',
    changes: {
      sessions: sessions([session()], { statements: ran([role], 3, counts({ [role]: 0 })) }),
    },
    blind: ['workWasDone'],
    says: 'where the app does nothing, nothing can be denied to it',
  },
  {
    planted: 'The owner ran as much by the last look as by this one',
    changes: counted(counts({ [role]: 140, [ownerName]: 50, metabase: 7 })),
    says: 'since the last look, 2026-05-10T09:00:00.000Z',
  },
  {
    planted: "A worker's sessions of 0.1 s as the owner, between two looks",
    changes: counted(counts({ [role]: 140, [ownerName]: 74 })),
    ...red,
    says: `24 statement(s) of the owner ${ownerName} since the last look, 2026-05-10T09:00:00.000Z`,
  },
  {
    planted: 'The same on prod',
    changes: counted(counts({ [role]: 140, [ownerName]: 74 })),
    how: { subject: prod, expectedPhase: 'cut-over' },
    ...red,
  },
  {
    planted: 'The same, and no earlier report: forms of statement that are newer than the flag tell',
    changes: counted(forms(old, ['08:40:00', 4]), { earlier: [] }),
    ...red,
    says: `4 statement(s) of the owner ${ownerName}`,
  },
  {
    planted: 'The same, and no earlier report, on a Postgres that does not say when a form was first run',
    changes: counted(counts({ [ownerName]: 74 }), { earlier: [] }),
    says: 'not known: no earlier look in reports/ to hold against',
  },
  {
    planted: 'The owner ran something before the flag was set, and while dynos were handed over',
    changes: counted(forms(old, ['08:01:00', 9]), { earlier: [] }),
  },
  {
    planted: 'The flag was set a minute ago, and no earlier report',
    changes: counted(forms(old, ['09:59:30', 9]), {
      earlier: [],
      dynos: [dyno({ release: { version: 4 } })],
      releases: releases(flagSet(4, '2026-05-10T09:59:00Z'), release(1, 'Initial release')),
      log: logOf(line('Release v4', '2026-05-10T09:59:00.000000+00:00')),
    }),
    says: 'nothing to hold the counts against: a later look has those of this one',
  },
  {
    planted: 'An earlier report from before the flag: the owner was the app then',
    changes: counted(counts({ [ownerName]: 74 }), {
      earlier: [counts({ [role]: 0, [ownerName]: 50 }, { at: at('07:30:00') })],
    }),
  },
  {
    planted: 'An earlier report on another database of that app',
    changes: counted(counts({ [ownerName]: 74 }), { earlier: [{ ...lastLook, database: 'd0' }] }),
  },
  {
    planted: 'pg_stat_statements was reset since the last look',
    changes: counted(counts({ [ownerName]: 2 }, { resetAt: '1778404500.000000' })),
    says: 'since pg_stat_statements was reset, 2026-05-10T09:15:00.000Z; not known',
  },
  {
    planted: 'The same, and the owner ran something after the reset',
    changes: counted({ ...forms(['09:30:00', 2]), resetAt: '1778404500.000000' }),
    ...red,
    says: '2 statement(s) of the owner',
  },
  {
    planted: 'pg_stat_statements dropped entries since the last look',
    changes: counted(counts({ [ownerName]: 40 }, { evictions: 3 })),
    says: 'has dropped entries meanwhile: it may be more',
  },
  {
    planted: 'The same, and the owner ran something new',
    changes: counted({ ...forms(['07:00:00', 40], ['09:30:00', 2]), evictions: 3 }),
    ...red,
    says: 'at least 2 statement(s)',
  },
  {
    planted: 'A migration in the release phase, between two looks',
    changes: counted(forms(old, ['09:20:30', 6]), deployed(phase)),
    says: `${ownerName}: 6 statement(s) while a release phase or somebody by hand was at it`,
  },
  {
    planted: 'The same, and a worker as the owner after it',
    changes: counted(forms(old, ['09:20:30', 6], ['09:40:00', 1]), deployed(phase)),
    ...red,
    says: `1 statement(s) of the owner ${ownerName}`,
  },
  {
    planted: 'A release phase between two looks, and statements that may be its own or the app’s',
    changes: counted(counts({ [ownerName]: 56 }), deployed(phase)),
    blind: ['onlyTheRoleRan'],
    untold: ['ran-by-another'],
    says: 'whether the app ran some is not known',
  },
  {
    planted: 'The same on prod, where nothing soaks',
    changes: counted(counts({ [ownerName]: 56 }), deployed(phase)),
    how: { subject: prod, expectedPhase: 'cut-over' },
    says: '6 statement(s) while a release phase',
  },
  {
    planted: 'A release that had no release phase, and statements of the owner’s',
    changes: counted(counts({ [ownerName]: 56 }), deployed({ output_stream_url: null })),
    ...red,
  },
  {
    planted: "An operator's psql as the owner, open now, and what it ran",
    changes: counted(forms(old, ['09:56:00', 3]), {
      sessions: sessions(
        [session(), session({ pid: 8, role: ownerName, application: 'psql', startedAt: at('09:55:00') })],
        { statements: ran([role], 3, forms(old, ['09:56:00', 3])) },
      ),
    }),
  },
  {
    planted: 'Another role between two looks',
    changes: counted(counts({ [ownerName]: 50, metabase: 19 })),
    ...red,
    says: '12 statement(s) of metabase since the last look',
  },
  {
    planted: 'The same, declared by role',
    changes: counted(counts({ [ownerName]: 50, metabase: 19 })),
    how: configured({ otherSessions: [{ role: 'metabase' }] }),
  },
  {
    planted: 'Another role of the app between two looks',
    changes: counted(counts({ [ownerName]: 50, [worker.role]: 19 })),
    how: besideAnother(),
  },
  {
    planted: 'Statements of the owner’s between two looks, while another role of the app is not in use yet',
    changes: { ...counted(counts({ [ownerName]: 56 })), settings: { ...settings, notOnYet: [worker] } },
    how: besideAnother(),
    blind: ['onlyTheRoleRan'],
    untold: ['ran-by-another'],
    says: `the app does not use ${worker.role} yet`,
  },
  {
    planted: 'The same, after the other role was switched long before the first look',
    changes: counted(counts({ [ownerName]: 56 }), {
      releases: releases(
        flagSet(4),
        release(3, `Set ${worker.configVars.flag} config vars`, '2026-05-10T07:00:00Z'),
      ),
    }),
    how: besideAnother(),
    ...red,
  },
  {
    planted: 'The second user of a rotation, between two looks',
    changes: counted(counts({ [ownerName]: 50, [`${role}-rotating`]: 19 })),
  },
]
