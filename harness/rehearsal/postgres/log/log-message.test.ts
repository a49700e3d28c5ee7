import { describe, expect, test } from 'vitest'
import { type LogMessage, logReader } from './log-message.ts'
import { withoutPasswords } from './without-passwords.ts'

const prefix = (
  label: string,
  session = 'database="d1" connection_source="127.0.0.1(5)" user="u1" application_name="psql"',
) =>
  `sql_error_code = 42501 time_ms = "2026-04-01 10:00:00.000 UTC" pid="77" proc_start_time="x" session_id="y" vtid="1/2" tid="0" log_line="1" ${session} ${label}:  `

function read(...chunks: string[]): LogMessage[] {
  const messages: LogMessage[] = []
  const reader = logReader((message) => messages.push(message))
  for (const chunk of chunks) reader.write(chunk)
  reader.flush()
  return messages
}

describe('a message', () => {
  const text = `${prefix('ERROR')}permission denied\n${prefix('STATEMENT')}SELECT 1\n\tFROM orders\n${prefix('LOG')}next\n`

  test('is one with its STATEMENT and their further lines', () => {
    expect(read(text)).toEqual([
      {
        severity: 'ERROR',
        database: 'd1',
        pid: '77',
        entries: [`${prefix('ERROR')}permission denied`, `${prefix('STATEMENT')}SELECT 1\n\tFROM orders`],
      },
      { severity: 'LOG', database: 'd1', pid: '77', entries: [`${prefix('LOG')}next`] },
    ])
  })

  test('is the same wherever it was cut on its way', () => {
    for (let at = 1; at < text.length; at += 1)
      expect(read(text.slice(0, at), text.slice(at))).toEqual(read(text))
  })

  test('has no database where no session wrote it', () => {
    const quiet = 'database="" connection_source="" user="" application_name=""'
    expect(read(`${prefix('LOG', quiet)}checkpoint starting\n`)).toMatchObject([
      { database: '', severity: 'LOG' },
    ])
  })
})

describe('a message without passwords', () => {
  const shown = (...entries: string[]) =>
    withoutPasswords({ severity: 'ERROR', database: 'd1', pid: '77', entries }).entries.join('\n')

  test.each([
    "CREATE ROLE x PASSWORD 'topsecret'",
    "create user x\n\twith encrypted\n\tPassword 'topsecret'",
    "CREATE USER MAPPING FOR x SERVER s OPTIONS (password 'topsecret')",
    "ALTER /* now */ ROLE\n\tx PASWORD 'topsecret'",
    "SELECT dblink_connect('host=h passwd=topsecret')",
  ])('quotes nothing of %s', (statement) => {
    const text = shown(
      `${prefix('ERROR')}syntax error at or near "'topsecret'"`,
      prefix('STATEMENT') + statement,
    )
    expect(text).not.toContain('topsecret')
    expect(text).toContain('STATEMENT:  (left out: it may hold a password)')
  })

  test('has no password of Heroku’s and none of a URL', () => {
    const text = shown(`${prefix('ERROR')}no p${'0a'.repeat(32)} at postgres://u1:topsecret@host/d1`)
    expect(text).toContain('no *** at postgres://u1:***@host/d1')
  })

  test('is as it was where it can hold none', () => {
    const entries = [`${prefix('FATAL')}password authentication failed for user "u1"`]
    expect(shown(...entries)).toBe(entries[0])
    const failed = [`${prefix('ERROR')}no`, `${prefix('STATEMENT')}SELECT 'kept'`]
    expect(shown(...failed)).toBe(failed.join('\n'))
  })
})
