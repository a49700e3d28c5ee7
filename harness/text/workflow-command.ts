/** GitHub shows ten of a kind for a step (GitHub Actions documentation, Limitations of annotations). */
const shownAtMost = 10

/** What GitHub shows beside a job, or at a line of a pull request. */
export interface Annotation {
  readonly level: 'error' | 'warning'
  readonly title: string
  readonly text: string
  readonly at?: { readonly file: string; readonly line: number }
}

/**
 * Returns annotations as workflow commands, a line each; where there are more of a kind than GitHub shows, the last says
 * how many are left out. @param of what they are of, for that line.
 */
export function workflowCommands(annotations: readonly Annotation[], of: string): string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const lines = annotations.filter((annotation) => annotation.level === level).map(command)
    if (lines.length <= shownAtMost) return lines
    const left = lines.length - shownAtMost + 1
    return [
      ...lines.slice(0, shownAtMost - 1),
      command({ level, title: of, text: `${left} more: see the log of this step` }),
    ]
  })
}

function command({ level, title, text, at }: Annotation): string {
  const place = at ? `file=${property(at.file)},line=${at.line},` : ''
  return `::${level} ${place}title=${property(title)}::${message(text)}`
}

/** As toolkit's command.ts escapes them. */
const message = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
