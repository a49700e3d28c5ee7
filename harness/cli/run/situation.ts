import type { Subject } from '../../config/subject.ts'
import type { ReadAhead } from '../../heroku/read-ahead.ts'
import type { JournalOfRun } from '../../journal/run-journal.ts'
import type { Emit } from '../../report/run-event.ts'
import type { Place } from '../../runbook/run-settings.ts'
import type { Hold } from '../../world/app-lock.ts'

/** What a command is, apart from what it was given. */
export interface TargetCommand {
  readonly name: string
  /** Whether it must be allowed at a live app. */
  readonly gated: boolean
  /** Whether it changes the app though another run is at it, and ends that one's changes. */
  readonly takesOver?: true
  /** Whether what it saw at a live app goes into the journal though it changes nothing. */
  readonly keepsEvidence?: true
  /** Whether its rehearsal begins with the runbook carried out already; `own`: it starts platforms itself. */
  readonly rehearsal: 'before-provisioning' | 'provisioned' | 'own'
}

/** Where the work of a command is done. */
export interface Situation {
  readonly subject: Subject
  readonly place: Place
  /** The shell that reaches the app. */
  readonly env: NodeJS.ProcessEnv
  /** What keeps other runs away from the app while this one changes it. */
  readonly lock?: Hold | undefined
  /** Where each change of the app is written down. */
  readonly journal?: JournalOfRun | undefined
  /** By what the denial is known that the log is to bring back, where one is asked for. */
  readonly nonce?: string | undefined
  /** Where who does the steps by hand is asked. */
  readonly byHand?: string | undefined
  /** What is being asked of Heroku for this command already. */
  readonly ahead?: ReadAhead | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
}
