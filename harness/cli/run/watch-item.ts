import { setTimeout as pause } from 'node:timers/promises'
import { optionsFor } from '../../config/subject.ts'
import type { Finding } from '../../evidence/finding.ts'
import { Found } from '../../evidence/found.ts'
import type { Sight } from '../../observations/observations.ts'
import { sightOf } from '../../observations/sight.ts'
import { connectionsFollowFlagNow } from '../../verdicts/app/connections.ts'
import { appAnswers } from '../../verdicts/app/health.ts'
import { nothingWasDenied } from '../../verdicts/log/no-denials.ts'
import { judged, type Verdict } from '../../verdicts/rule.ts'
import type { OwnItem } from './legs.ts'
import type { Situation } from './situation.ts'
import { withWorld } from './with-world.ts'

const lookEveryMs = 15_000

/** What an app's users would feel first. */
const watched: readonly ((sight: Sight) => Promise<Verdict>)[] = [
  (sight) => judged(nothingWasDenied, sight),
  (sight) => judged(appAnswers, sight),
  (sight) => judged(connectionsFollowFlagNow, sight),
]

/**
 * The first minutes of an app on its role: is anything denied to it, does it answer, whose are its sessions. It ends at once where
 * something is amiss; what could not be looked at meanwhile is noted, and looked at again.
 * @param forMs how long it is watched.
 */
export function watchItem(forMs: number, situation: Situation): OwnItem {
  const { subject, signal } = situation
  return {
    id: 'provision/watch',
    title: `${subject.app} is well on its role for ${Math.round(forMs / 60_000)} min`,
    kind: 'check',
    async body(_items, note) {
      situation.emit({
        type: 'said',
        text: `  watching ${subject.app}; to take it back at once: pnpm rollback ${optionsFor(subject)}`,
      })
      const end = Date.now() + forMs
      let looks = 0
      const unseen = new Set<string>()
      for (;;) {
        const findings = await withWorld(situation, { permit: 'look', expectedPhase: 'cut-over' }, (world) =>
          lookOnce(sightOf(world), unseen),
        )
        looks += 1
        if (findings.length > 0) throw new Found(findings)
        if (signal.aborted || Date.now() + lookEveryMs > end) break
        await pause(lookEveryMs, undefined, { signal }).catch(() => {})
      }
      note(`looked ${looks} time(s)`)
      for (const why of unseen) note(`could not look: ${why}`)
    },
  }
}

async function lookOnce(sight: Sight, unseen: Set<string>): Promise<readonly Finding[]> {
  const looks = await Promise.allSettled(watched.map((look) => look(sight)))
  return looks.flatMap((look) => {
    if (look.status === 'fulfilled') return look.value.findings
    unseen.add(
      look.reason instanceof Error ? (look.reason.message.split('\n')[0] ?? '') : String(look.reason),
    )
    return []
  })
}

/** Whether what ended the watch is that the role was denied something. */
export const endedByDenial = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'denied-in-log')
