import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import { scrub } from '../../secrets/scrub.ts'
import type { ReportItem } from '../report.ts'
import type { Sink } from '../run-event.ts'
import { harmless, inProgress } from '../words.ts'
import { cutTo, type Line, laidOut } from './layout.ts'
import { type Colours, itemLines, type Said, summaryLines } from './terminal.ts'

/** Where lines go: a terminal, or whatever standard output is. */
export type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

interface Look {
  readonly colours?: Colours
  /** How long each item took in an earlier run, in milliseconds by its title: an estimate of how long it will. */
  readonly expectedMs?: ReadonlyMap<string, number>
}

/** How often the line of the item at hand is written anew. */
const everyMs = 1_000

/**
 * Prints a line per item as it ends and, on a terminal, the item at hand below them with the time it takes; at the end what
 * the run came to, and what to do next. On a terminal lines are laid out to its width; elsewhere, and where TERM is `dumb`,
 * nothing is written twice or taken back.
 */
export function terminalSink(
  screen: Screen,
  { colours = pc, expectedMs = new Map() }: Look = {},
  env: NodeJS.ProcessEnv = process.env,
): Sink {
  const isLive = screen.isTTY === true && env['TERM'] !== 'dumb'
  let ticking: NodeJS.Timeout | undefined
  const wipe = (): void => {
    clearInterval(ticking)
    if (isLive) takeBack(screen)
  }
  // A reader that is gone (`| head`) costs the lines, and not the report.
  screen.on('error', () => {})
  const print = (line: Line): void => {
    wipe()
    screen.write(
      `${laidOut({ ...line, text: scrub(line.text) }, screen.isTTY ? screen.columns : undefined)}\n`,
    )
  }
  const said: Said = new Map()
  let suite = ''
  const enter = (item: ReportItem): void => {
    const [entered = ''] = item.id.split('/')
    if (entered !== suite) print({ indent: 1, text: colours.dim(entered) })
    suite = entered
  }
  const follow = (title: string): void => {
    wipe()
    if (!isLive) return
    const begun = Date.now()
    const show = (): void => {
      takeBack(screen)
      const line = inProgress(title, Date.now() - begun, expectedMs.get(title))
      screen.write(colours.dim(cutTo(scrub(harmless(`  ${line}`)), (screen.columns ?? 80) - 1)))
    }
    show()
    ticking = setInterval(show, everyMs).unref()
  }
  return {
    on(event) {
      switch (event.type) {
        case 'stretch':
          suite = ''
          print({ indent: 0, text: '' })
          return print({
            indent: 0,
            text: colours.bold(`${event.title}${event.app === undefined ? '' : `  (${event.app})`}`),
          })
        case 'said':
          return print({ indent: 0, text: harmless(event.text), whole: true })
        case 'began':
          return follow(event.title)
        case 'ended': {
          if (event.told) return
          const lines = itemLines(event.item, said, colours)
          if (lines.length > 0) enter(event.item)
          lines.forEach(print)
        }
      }
    },
    async close(report, file) {
      summaryLines(report, file, colours).forEach(print)
    },
  }
}

function takeBack(screen: Screen): void {
  clearLine(screen, 0)
  cursorTo(screen, 0)
}
