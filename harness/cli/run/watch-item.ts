import { setTimeout as pause } from 'node:timers/promises'
import { optionsFor } from '../../config/subject.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Finding } from '../../evidence/finding.ts'
import { Found } from '../../evidence/found.ts'
import type { Sight } from '../../observations/observations.ts'
import { sightOf } from '../../observations/sight.ts'
import { firstLineOf } from '../../text/first-line.ts'
import { connectionsFollowFlagNow } from '../../verdicts/app/connections.ts'
import { appAnswers } from '../../verdicts/app/health.ts'
import { nothingWasDenied } from '../../verdicts/log/no-denials.ts'
import { judged, type Verdict } from '../../verdicts/rule.ts'
import type { OwnItem } from './legs/legs.ts'
import type { Situation } from './situation.ts'
import { withWorld } from './with-world.ts'

const lookEveryMs = 15_000

/** What an app's users would feel first. */
const watched: readonly ((sight: Sight) => Promise<Verdict>)[] = [
  (sight) => judged(nothingWasDenied, sight),
  (sight) => judged(appAnswers, sight),
  (sight) => judged(connectionsFollowFlagNow, sight),
]

/** What one look gave: what is amiss, and what could not be seen. */
interface Look {
  readonly findings: readonly Finding[]
  readonly unseen: readonly string[]
}

/**
 * The first minutes of an app on its role: is anything denied to it, does it answer, whose are its sessions. It ends at once where
 * something is amiss; what could not be seen meanwhile is noted, and in the last look all must be seen: the log tells of before.
 * @param forMs how long it is watched.
 */
export function watchItem(forMs: number, situation: Situation): OwnItem {
  const { subject, signal, emit } = situation
  return {
    id: 'provision/watch',
    title: `${subject.app} is well on its role for ${Math.round(forMs / 60_000)} min`,
    kind: 'check',
    async body(_items, note) {
      emit({
        type: 'said',
        text: `  watching ${subject.app}; to take it back at once: pnpm rollback ${optionsFor(subject)}`,
      })
      const looks = await lookUntil(Date.now() + forMs, situation)
      const last = looks.at(-1)
      if (last && last.findings.length > 0) throw new Found(last.findings)
      if (signal.aborted) throw new CouldNotLook(`the watch was stopped after ${looks.length} look(s)`)
      if (last && last.unseen.length > 0)
        throw new CouldNotLook(
          `in the last of ${looks.length} look(s) it could not be seen: ${last.unseen.join('; ')}`,
        )
      note(`looked ${looks.length} time(s)`)
      for (const why of new Set(looks.flatMap(({ unseen }) => unseen))) note(`could not be seen once: ${why}`)
    },
  }
}

/** Looks four times a minute until that time, by this machine's clock, or until something is amiss. */
async function lookUntil(end: number, situation: Situation): Promise<readonly Look[]> {
  const { signal } = situation
  const looks: Look[] = []
  for (;;) {
    const look = await withWorld(situation, { permit: 'look', expectedPhase: 'cut-over' }, (world) =>
      lookOnce(sightOf(world)),
    )
    looks.push(look)
    if (look.findings.length > 0 || signal.aborted || Date.now() + lookEveryMs > end) return looks
    await pause(lookEveryMs, undefined, { signal }).catch(() => {})
  }
}

async function lookOnce(sight: Sight): Promise<Look> {
  const looks = await Promise.allSettled(watched.map((look) => look(sight)))
  return {
    findings: looks.flatMap((look) => (look.status === 'fulfilled' ? look.value.findings : [])),
    unseen: looks.flatMap((look) =>
      look.status === 'fulfilled' ? (look.value.unseen ?? []) : firstLineOf(look.reason),
    ),
  }
}

/** Whether what ended the watch is that the role was denied something. */
export const endedByDenial = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'denied-in-log')
