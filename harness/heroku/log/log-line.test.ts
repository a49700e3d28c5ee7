import { describe, expect, it } from 'vitest'
import { parseLog } from './log-line.ts'

describe('a line of the log', () => {
  it('is read in Heroku’s format', () => {
    const { lines, unparsed } = parseLog([
      '2026-05-10T08:00:00.123456+00:00 app[web.1]: ERROR  two  spaces',
      '2026-05-10T08:00:01.000000+00:00 heroku[router]: at=info',
      ' ›   Warning: something of the CLI',
    ])
    expect(lines.map(({ source, process, text }) => [source, process, text])).toEqual([
      ['app', 'web.1', 'ERROR  two  spaces'],
      ['heroku', 'router', 'at=info'],
    ])
    expect(lines[0]?.at.toISOString()).toBe('2026-05-10T08:00:00.123Z')
    expect(unparsed).toBe(1)
  })
})
