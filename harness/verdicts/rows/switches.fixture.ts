import { flag, flagless, flaglessUrl, noUrl, set } from './config-vars.fixture.ts'
import type { Row } from './row.fixture.ts'
import {
  dyno,
  line,
  logOf,
  ownerName,
  release,
  releases,
  rolesUrl,
  session,
  sessions,
  staging,
} from './scene.fixture.ts'

const { role, configVars } = staging
/** By which the URL follows a rotation. */
const attachment = configVars.restricted.replace('_URL', '')
const address = '@db.example:5432/d1'

/** What the releases say of the switch, and what the flag holds. */
export const switchRows: readonly Row[] = [
  {
    planted: 'The flag is on, and no release set it',
    changes: { releases: releases(release(4, 'Deploy 1a2b3c4d'), release(1, 'Initial release')) },
    blind: ['flagFollowsPhase'],
    says: 'is on, and no release set it',
  },
  {
    planted: 'The flag and the URL are set in one release',
    changes: {
      releases: releases(release(4, `Set ${configVars.restricted}, ${configVars.flag} config vars`)),
    },
    says: 'phase: soaking, since v4',
  },
  {
    planted: 'A release of another slug is named for the flag: it set nothing',
    changes: {
      releases: releases(
        release(6, `Deploy ${configVars.flag}: on by default`, '2026-05-10T09:30:00Z'),
        release(5, `Promote shop-api-dev v12 ${configVars.flag}`, '2026-05-10T09:00:00Z'),
        release(4, `Set ${configVars.flag} config vars`),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
      dynos: [dyno({ release: { version: 6 } })],
      log: logOf(
        line('permission denied for table alembic_version', '2026-05-10T08:30:00.000000+00:00'),
        line('GET /orders 200', '2026-05-10T09:59:00.000000+00:00'),
      ),
    },
    fails: ['nothingWasDenied'],
    names: ['denied-by-policy'],
    says: 'phase: soaking, since v4',
  },
  {
    planted: 'An app without a flag, on the role by an attachment of the credential',
    changes: {
      ...flaglessUrl(rolesUrl.reveal()),
      releases: releases(
        release(4, `Attach ${attachment} (@ref:postgresql-round-1)`),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
    how: { subject: flagless },
    says: `phase: soaking, since v4: Attach ${attachment}`,
  },
  {
    planted: 'The attachment of the credential is detached, with the flag off',
    changes: {
      ...set({ [configVars.flag]: '0', [configVars.restricted]: null }),
      login: noUrl,
      sessions: sessions([session({ role: ownerName })]),
      releases: releases(
        release(5, `Detach ${attachment} (@ref:postgresql-round-1)`, '2026-05-10T08:30:00Z'),
        release(4, `Set ${configVars.flag} config vars`),
        release(3, `Set ${configVars.flag} config vars`, '2026-05-03T00:00:00Z'),
        release(2, `Attach ${attachment} (@ref:postgresql-round-1)`, '2026-05-02T00:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
      dynos: [dyno({ release: { version: 5 } })],
    },
    how: { expectedPhase: 'provisioned' },
    fails: ['restrictedUrlLogsIn', 'restrictedUrlIsTheRoles', 'urlIsTheCredentials'],
    names: ['d-missing-url'],
    says: `not set; release v5: Detach ${attachment}`,
  },
  ...[
    ['in capitals', 'TRUE'],
    ['with a space behind it', '1 '],
    ['with a space before it', ' 1'],
    ['with a line break behind it', '1\n'],
    ['in quotes', '"1"'],
    ['in the digits of another script', '１'],
    ['a zero before it', '01'],
    ['of two values', '1,true'],
    ['a word that others take for on', 'enabled'],
    ['a URL with a password', `postgres://${role}:hunter2hunter2${address}`],
  ].map(
    ([how = '', value = '']): Row => ({
      planted: `The flag is a value that is not in the configuration: ${how}`,
      changes: flag(value),
      fails: ['flagFollowsPhase'],
      blind: ['connectionsFollowFlag'],
      names: ['flag-unknown'],
      untold: ['app-ignores-flag'],
      says: 'a value that is neither on nor off (withheld)',
    }),
  ),
  {
    planted: 'The flag is set to nothing, which is off',
    changes: { ...flag(''), sessions: sessions([session({ role: ownerName })]) },
    how: { expectedPhase: 'provisioned' },
  },
]
