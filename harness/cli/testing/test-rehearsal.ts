import { postgresBase } from '../../rehearsal/testing/postgres-base.ts'
import { type Rehearsal, startRehearsal } from '../rehearsal.ts'

/** Starts a rehearsal platform on the Postgres of this run of the tests, with the runbook carried out or before it. */
export function startTestRehearsal({ provisioned }: { provisioned: boolean }): Promise<Rehearsal> {
  return startRehearsal({ postgres: postgresBase(), provisioned, signal: new AbortController().signal })
}
