import { scrub, scrubDeep } from '../../secrets/scrub.ts'
import { type Annotation, workflowCommands } from '../../text/workflow-command.ts'
import { holds, type Report, type ReportItem } from '../report.ts'
import type { Sink } from '../run-event.ts'
import { briefly, headOf, withoutControls } from '../words.ts'

/** Prints what did not hold as annotations, which GitHub Actions shows above the log of the job. */
export function annotationsSink(stream: NodeJS.WritableStream): Sink {
  return {
    on() {},
    async close(report) {
      for (const line of workflowCommands(annotationsOf(scrubDeep(report)), report.suite))
        stream.write(`${scrub(line)}\n`)
    },
  }
}

/** What failed is an error; what could not be looked at or was not run, though it should have been, a warning. */
function annotationsOf({ suite, outcome, reason, items }: Report): Annotation[] {
  if (outcome === 'refused') return [{ level: 'error', title: `${suite}: refused`, text: reason ?? '' }]
  return items.filter((item) => !holds(item)).map(annotationOf)
}

const annotationOf = (item: ReportItem): Annotation => ({
  level: item.outcome === 'failed' ? 'error' : 'warning',
  title: headOf(item),
  text: withoutControls(briefly(item)),
})
