import type { Phase } from '../config/policy.ts'

/** One suite of the runbook: a folder under `specs/`, a project of Vitest, a part of a report. */
export interface Suite {
  /** Of its folder, of its project, and the first part of its items' ids. */
  readonly name: string
  readonly title: string
  /** Whether it changes the app, and so must be allowed at a live one. */
  readonly acts: boolean
  /**
   * What its rehearsal begins with: an app nobody has touched, or one on which the runbook is carried out. `by-folder`:
   * each spec file has a platform of its own, in the state that its folder names, and may plant on it.
   */
  readonly begins: 'before-provisioning' | 'provisioned' | 'by-folder'
  /** The phase that the app should be in, where nobody says otherwise. */
  readonly expectedPhase: Phase
}

/** Every suite there is, in the order in which the runbook is walked. */
export const suites = [
  {
    name: 'preconditions',
    title: 'what must be true before the first step',
    acts: false,
    begins: 'before-provisioning',
    expectedPhase: 'soaking',
  },
  {
    name: 'provision',
    title: 'Steps 1 to 6',
    acts: true,
    begins: 'before-provisioning',
    expectedPhase: 'soaking',
  },
  {
    name: 'verify',
    title: 'the app on its restricted role',
    acts: false,
    begins: 'provisioned',
    expectedPhase: 'soaking',
  },
  {
    name: 'recovery',
    title: 'back to the owner, and forward again',
    acts: true,
    begins: 'provisioned',
    expectedPhase: 'soaking',
  },
  {
    name: 'failure-modes',
    title: 'symptom, cause, fix, verification',
    acts: false,
    begins: 'by-folder',
    expectedPhase: 'soaking',
  },
  {
    name: 'findings',
    title: 'where the source is wrong',
    acts: false,
    begins: 'by-folder',
    expectedPhase: 'soaking',
  },
  {
    name: 'postgres-versions',
    title: 'what differs by major version of Postgres',
    acts: false,
    begins: 'by-folder',
    expectedPhase: 'soaking',
  },
] as const satisfies readonly Suite[]

export type SuiteName = (typeof suites)[number]['name']

/** The project that holds the harness's own tests, which are no suite of the runbook. */
export const harnessProject = 'harness'

/** What a command that runs suites is made of. */
export interface SuiteCommand {
  readonly name: string
  readonly title: string
  /** Walked one after the other on one app. */
  readonly suites: readonly SuiteName[]
}

/** The commands `pnpm test:<name>` that walk suites on one platform or one live app. */
export const suiteCommands: readonly SuiteCommand[] = [
  {
    name: 'preconditions',
    title: 'check what must be true before the first step',
    suites: ['preconditions'],
  },
  {
    name: 'provision',
    title: 'check the preconditions, then carry out Steps 1 to 6',
    suites: ['preconditions', 'provision'],
  },
  {
    name: 'verify',
    title: 'verify the app on its restricted role; changes nothing',
    suites: ['verify'],
  },
  {
    name: 'recovery',
    title: 'roll the app back to the owner, and forward again',
    suites: ['recovery'],
  },
]

/** Returns the suite of that name. @throws TypeError where there is none. */
export function suiteNamed(name: string): Suite {
  const suite = suites.find((candidate) => candidate.name === name)
  if (!suite) throw new TypeError(`there is no suite '${name}'`)
  return suite
}

/** The suites whose spec files each have a platform of their own. */
export const plantedSuites: readonly SuiteName[] = suites
  .filter(({ begins }) => begins === 'by-folder')
  .map(({ name }) => name)
