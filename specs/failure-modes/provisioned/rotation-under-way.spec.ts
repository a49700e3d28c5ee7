import { expect } from 'vitest'
import { holds } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import {
  appHasTheCredentialsUrl,
  setTheCredentialsUrl,
} from '../../../harness/runbook/shared/credentials-url.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { connectionsFollowFlag } from '../../../harness/verdicts/app/connections.ts'

const { role, configVars } = subject

check(
  'rotation-under-way/symptom',
  `Rotation under way. Symptom: the credential's user is ${role}-rotating`,
  {
    source: 'R9',
  },
  async ({ app, rehearsal }) => {
    await rehearsal.control('credential-rotation', { rotation: 'in-steps' })
    await rehearsal.heroku`pg:credentials:rotate ${subject.database} --name ${role} --confirm ${subject.app}`
    expect((await app.credentialUrl(role)).user).toBe(`${role}-rotating`)
  },
)

check(
  'rotation-under-way/cause',
  'Rotation under way. Cause: Heroku lets the old and the new login overlap; the temporary user is a member of the role',
  {
    source: 'R9',
    why: 'So a check asks for membership of the role, and never for current_user.',
  },
  async ({ owner }) => {
    const [temporary] = await owner.rows(
      `SELECT pg_has_role(oid, $1, 'MEMBER') AS member FROM pg_roles WHERE rolname = $2`,
      [role, `${role}-rotating`],
    )
    expect(temporary).toEqual({ member: true })
  },
)

step(
  'rotation-under-way/fix',
  'Rotation under way. Fix: give the app the URL of the moment',
  {
    source: 'R17',
    why: 'An attachment would follow by itself.',
    until: appHasTheCredentialsUrl,
  },
  setTheCredentialsUrl,
)

check(
  'rotation-under-way/meanwhile',
  'Rotation under way. Meanwhile the app works on the temporary user, and nothing takes it for the owner',
  { source: 'R6' },
  async (given) => {
    expect(await given.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
    expect(await holds(connectionsFollowFlag)(given)).toEqual([])
  },
)

check(
  'rotation-under-way/over',
  'Rotation under way. Then: once it is over the user is the role itself again, and the var is behind',
  { source: 'R9' },
  async ({ app, rehearsal }) => {
    await rehearsal.control('finish-rotation', { app: subject.app, name: role })
    expect((await app.credentialUrl(role)).user).toBe(role)
    expect((await app.configVars()).url(configVars.restricted)?.user).toBe(`${role}-rotating`)
  },
)

step(
  'rotation-under-way/fix-again',
  'Rotation under way. Fix: give the app its URL once more',
  {
    source: 'R17',
    why: 'The temporary user is gone by then.',
    until: appHasTheCredentialsUrl,
  },
  setTheCredentialsUrl,
)

check(
  'rotation-under-way/verification',
  'Rotation under way. Verification: the app answers on the role',
  {
    source: 'R6',
  },
  async (given) => {
    expect(await given.rehearsal.get('/healthz')).toMatchObject({ status: 200 })
    expect(await holds(connectionsFollowFlag)(given)).toEqual([])
  },
)
