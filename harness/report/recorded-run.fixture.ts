import { everyItem, everyOutcome } from './every-outcome.fixture.ts'
import type { Report, ReportItem } from './report.ts'
import type { RunEvent } from './run-event.ts'

const again = (id: string, name: string): ReportItem => {
  const item = everyItem.find((one) => one.id === id)
  if (!item) throw new Error(`there is no ${id}`)
  return { ...item, id: `verify/${name}`, title: `${name} is as it should be` }
}

const items: readonly ReportItem[] = [
  ...everyItem,
  // What kept an earlier one from passing keeps these from it too.
  { ...again('verify/privileges', 'behaviour'), symptom: 'Postgres does otherwise' },
  again('verify/app-answers', 'smoke'),
  again('verify/no-denials', 'work'),
  again('verify/switch', 'restart'),
  { ...again('verify/role', 'no-superuser'), id: 'provision/no-superuser' },
]

/** The events of a run in which everything happened that can, in their order. */
export const recordedEvents: readonly RunEvent[] = [
  { type: 'stretch', title: 'Staging: verification', app: 'an-app' },
  ...items.flatMap((item): RunEvent[] => [
    { type: 'began', title: item.title },
    { type: 'ended', item },
  ]),
  { type: 'said', text: '  ran: GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE public.orders TO ledger_app' },
  { type: 'ended', item: { ...again('verify/role', 'told'), title: 'told by Vitest' }, told: true },
]

/** What that run came to. */
export const recordedReport: Report = { ...everyOutcome, items }
