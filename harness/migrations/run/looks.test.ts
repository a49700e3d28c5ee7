import { afterAll, beforeAll, expect, test } from 'vitest'
import { runbook } from '../../../fixtures/stand-in/runbook.config.ts'
import { policyInPhase, policySchema } from '../../config/policy.ts'
import type { PrivilegeFinding } from '../../privileges/findings/privilege-finding.ts'
import {
  type RehearsedDatabase,
  startRehearsedDatabase,
} from '../../rehearsal/postgres/testing/rehearsed-database.ts'
import { ofMigrations } from '../findings/standing.ts'
import { migrationsOf } from '../read-tree.ts'
import { serverOf } from '../server.fixture.ts'
import { stages } from './looks.fixture.ts'
import { type Look, Looks } from './looks.ts'
import { type Prepared, prepare } from './prepared.ts'

const role = 'ledger_app'
const policy = policyInPhase(policySchema.parse(runbook.privileges), 'cut-over')
const [appendOnly = ''] = runbook.privileges.appendOnly.tables
const course = stages(appendOnly, role)

let rehearsed: RehearsedDatabase
let prepared: Prepared
beforeAll(async () => {
  rehearsed = await startRehearsedDatabase({ owner: { user: 'ledger_owner', password: 'owner-secret' } })
  const migrations = course.flatMap(({ sql }, at) => migrationsOf(`${at}.sql`, Buffer.from(sql)))
  prepared = await prepare(migrations, { server: serverOf(rehearsed), role, policy })
})
afterAll(async () => {
  await prepared.discard()
  await rehearsed.stop()
})

/** What stands by one look after the other: what a look did not judge stands as it stood. */
class Standing {
  #found = new Map<unknown, PrivilegeFinding[]>()

  take({ found, oids, isJudged }: Look): void {
    const kept = [...this.#found].filter(([identity]) => !isJudged(identity))
    this.#found = new Map(kept)
    for (const finding of ofMigrations(found.differences)) {
      const { object } = finding
      const identity = oids.get(object) ?? oids.get(object.slice(0, object.lastIndexOf('.'))) ?? object
      this.#found.set(identity, [...(this.#found.get(identity) ?? []), finding])
    }
  }

  inWords(): string[] {
    return [...this.#found.values()].flat().map(inWords).toSorted()
  }
}

const inWords = ({ code, object, expected, found, fix, help }: PrivilegeFinding) =>
  [code, object, expected, found, fix, help].join(' | ')

test('whatever is looked at after a statement, what stands is what a look at the whole finds', async () => {
  const { client } = prepared
  const about = { role, policy, timeoutMs: 10_000 }
  const looks = new Looks(prepared, about)
  const standing = new Standing()
  await client.query('SET search_path = pg_catalog')
  standing.take(await looks.next())
  for (const { sql, look: expected } of course) {
    await client.query('SET search_path = public')
    await client.query(sql)
    await client.query(
      `SET search_path = pg_catalog; SET SESSION AUTHORIZATION ${rehearsed.database.owner.user}`,
    )
    const look = await looks.next()
    standing.take(look)
    const afresh = await new Looks(prepared, about).next()
    const whole = new Standing()
    whole.take(afresh)
    const said = { sql, look: look.isJudged(undefined) ? 'whole' : 'part' }
    expect.soft({ ...said, stands: standing.inWords(), unread: look.found.unread }).toEqual({
      sql,
      look: expected,
      stands: whole.inWords(),
      unread: said.look === 'part' ? [] : afresh.found.unread,
    })
  }
})
