import type { Subject } from '../../../config/subject.ts'
import type { Emit } from '../../../report/run-event.ts'
import type { Situation } from '../situation.ts'
import { placeOf, roleIn } from './legs.ts'

type Work = (situation: Situation) => Promise<void>

/**
 * Returns the work of a command as it is done for each of these roles, one after the other: a role is left out by nothing that
 * befell another, since a rollback of the one is no reason to leave the other. What was thrown first is thrown at the end.
 * @param subjects the same app with each role; the situation is about the first.
 */
export function forEachRole(subjects: readonly [Subject, ...Subject[]], work: Work): Work {
  return async (situation) => {
    const thrown: unknown[] = []
    for (const [index, subject] of subjects.entries()) {
      if (situation.signal.aborted) break
      const { ahead, journal, emit, ...shared } = situation
      const own = {
        ...shared,
        subject,
        journal: journal && { ...journal, role: subject.role },
        emit: tellingOf(subject, emit),
        // What was asked of Heroku already is about the first.
        ...(index === 0 && { ahead }),
      }
      await work(own).catch((error: unknown) => thrown.push(error))
    }
    if (thrown.length > 0) throw thrown[0]
  }
}

/** Tells whose each item and each stretch is, where the app has several roles. */
function tellingOf(subject: Subject, emit: Emit): Emit {
  const about = roleIn(subject)
  if (about.role === undefined) return emit
  return (event) => {
    if (event.type === 'ended') emit({ ...event, item: { ...event.item, ...about } })
    else if (event.type === 'stretch') emit({ ...event, title: `${placeOf(subject)}: ${event.title}` })
    else emit(event)
  }
}
