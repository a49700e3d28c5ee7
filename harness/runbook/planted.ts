import type { Finding } from '../evidence/finding.ts'
import { Planting } from '../planting/planting.ts'
import { type CheckOptions, check as plainCheck } from './check.ts'
import { currentWorld } from './current-world.ts'
import type { Given } from './item/item.ts'

/** What the body of a check is given where a failure may be brought about. */
export interface PlantedGiven extends Given {
  /** Brings failure modes about, on the rehearsal platform and nowhere else. */
  readonly rehearsal: Planting
}

type PlantedBody = (given: PlantedGiven) => Promise<readonly Finding[] | void>

/**
 * Registers a check as `check` does, and gives it the hand that brings failures about besides: for the suites whose spec
 * files have a platform of their own. On a live app whatever that hand is asked to do is not run.
 */
export function check(id: string, title: string, options: CheckOptions, body: PlantedBody): void {
  plainCheck(id, title, options, async (given) => {
    const { env, readyFile } = await currentWorld(given.signal)
    const { app, heroku, subject } = given
    const rehearsal = new Planting({
      readyFile,
      app: subject.app,
      role: subject.role,
      heroku,
      env,
      changed: () => app.forget(),
    })
    return body({ ...given, rehearsal })
  })
}
