import { describe, expect, it } from 'vitest'
import { deniedRelation, parseLog } from './log-line.ts'

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

  it.each([
    ['ERROR: permission denied for table new_table', 'new_table'],
    ['permission denied for relation "Odd Name" (42501)', 'Odd Name'],
    ['permission denied for schema public', 'public'],
    ['permission denied', undefined],
  ])('names the relation of a denial: %s', (text, relation) => {
    expect(deniedRelation(text)).toBe(relation)
  })
})
