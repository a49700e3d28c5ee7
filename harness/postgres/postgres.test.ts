import { afterAll, beforeAll, expect, test } from 'vitest'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import {
  type RehearsedDatabase,
  startRehearsedDatabase,
} from '../rehearsal/postgres/testing/rehearsed-database.ts'
import { ConnectionUrl } from '../secrets/secret.ts'
import { type Relay, startRelay } from './frozen-server.fixture.ts'
import { Postgres } from './postgres.ts'

let rehearsed: RehearsedDatabase
let relay: Relay
let session: () => Postgres

beforeAll(async () => {
  rehearsed = await startRehearsedDatabase()
  const { host, port, user, password, database } = await rehearsed.connectAsSuperuser()
  relay = await startRelay({ host, port })
  const url = `postgres://${user}:${password}@${relay.host}:${relay.port}/${database}?sslmode=disable`
  session = () => new Postgres(async () => new ConnectionUrl(url), { answerTimeoutMs: 2_000 })
})

afterAll(async () => {
  await relay.stop()
  await rehearsed.stop()
})

test('a server that is frozen is given up, and the session is left within a bounded time', async () => {
  const postgres = session()
  const idle = session()
  await idle.rows('SELECT 1')
  expect(await postgres.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  relay.freeze()
  const startedAt = performance.now()
  const asked = postgres.rows('SELECT 1')
  await expect(asked).rejects.toThrow(CouldNotLook)
  await expect(asked).rejects.toThrow('Postgres could not be reached: Query read timeout')
  // Nothing is under way in the second: the server is told goodbye, and does not answer.
  await Promise.all([postgres.close(), idle.close()])
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})
