import type { Finding } from '../evidence/finding.ts'
import type { World } from '../world/world.ts'

/** The app as `pnpm diagnose` looks at it: it only reads, and notes what it saw. */
export interface Scene
  extends Pick<World, 'app' | 'owner' | 'restricted' | 'privileges' | 'subject' | 'target'> {
  readonly note: (text: string) => void
}

/** One way in which the app or its role can be broken: what to look at, whom to tell, and what else brings its signs about. */
export interface FailureMode {
  /** The name of its page in `docs/failure-modes/` and of its spec, where it has one. */
  readonly id: string
  /** In the source's letters, where the source has it. */
  readonly letter?: 'A' | 'B' | 'C' | 'D'
  /** What is true where it is absent. */
  readonly title: string
  readonly tell: NonNullable<Finding['tell']>
  /** A state the runbook passes through: it is said, and accounts for the signs of others, and is no failure. */
  readonly isPhase?: true
  /** The failure modes that bring the signs of this one about: while one of them is there, this one is not named. */
  readonly explainedBy: readonly string[]
  /**
   * Its signs, the platform's state before log lines; none where it is absent.
   * @throws CouldNotLook, or any other error, where that cannot be told; NotRun where what it needs is not configured.
   */
  readonly look: (scene: Scene) => Promise<readonly Finding[]>
}
