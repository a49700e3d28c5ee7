import { optionsFor, type Subject } from '../config/subject.ts'
import type { Finding } from '../evidence/finding.ts'

/** What mends something, and how it is to be run: as it is printed it does what it says, where it was printed. */
export interface Remedy {
  readonly kind: NonNullable<Finding['fixKind']>
  readonly command: string
  /** What must be there before, in a sentence. */
  readonly needs?: string
}

type At = Pick<Subject, 'app' | 'environment' | 'role' | 'otherRoles' | 'waitsFor'>

/** Carries out the steps of the runbook that are not in order, and no other. */
export const provision = (at: At): Remedy => gated('test:provision', at)

/** Brings the role to its policy, as the owner of the database. */
export const reapply = (at: At): Remedy => gated('reapply', at)

/** Takes the app off the role. It needs no permission, on prod neither. */
export const rollback = (at: At): Remedy => ({
  kind: 'run',
  command: `pnpm rollback ${optionsFor(at)}`,
})

/** Tells what is the matter, and whom to tell. */
export const diagnose = (at: At): Remedy => ({
  kind: 'run',
  command: `pnpm diagnose ${optionsFor(at)}`,
})

/** Looks again, from what this look has seen on. */
export const verify = (at: At): Remedy => ({
  kind: 'run',
  command: `pnpm test:verify ${optionsFor(at)}`,
})

/** Keeps the log from now on, across what Heroku forgets of it. */
export const record = ({ environment }: At): Remedy => ({
  kind: 'run',
  command: `pnpm soak:record --env ${environment}`,
})

/** Verifies again, and lets only those denials count that came after the grants were mended. */
export const verifySince = (at: At, since: string): Remedy => ({
  kind: 'run',
  command: `pnpm test:verify ${optionsFor(at)} --log-since ${since}`,
})

export const heroku = ({ app }: At, command: string): Remedy => ({
  kind: 'heroku',
  command: `heroku ${command} -a ${app}`,
})

/** A command that changes a live app: where one waits for a soak or a sign-off, what is printed only plans. */
function gated(command: string, at: At): Remedy {
  const { app, waitsFor } = at
  if (waitsFor.signOff || waitsFor.soakOf !== undefined) {
    return {
      kind: 'run',
      command: `pnpm ${command} ${optionsFor(at)} --dry-run`,
      needs: `The command says what it would do; without --dry-run it waits for ${waitsFor.signOff ? 'the sign-off' : `the soak of ${waitsFor.soakOf}`}.`,
    }
  }
  return {
    kind: 'run',
    command: `RUNBOOK_ALLOW_PROVISION=${app} pnpm ${command} ${optionsFor(at)}`,
  }
}
