import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { mask, maskDeep } from './mask.ts'
import { ConnectionUrl, Secret } from './secret.ts'

const password = 'p1d9f0a7c6'
const url = new ConnectionUrl(`postgres://ledger_app:${password}@db.example:5432/d1`)
const everyWayToPrint = (value: unknown): string[] => [
  ['', value].join(''),
  String(value),
  inspect(value),
  inspect({ nested: [value] }),
  JSON.stringify({ value }),
]

describe('a connection URL', () => {
  it('prints masked in every way there is to print it', () => {
    for (const printed of everyWayToPrint(url)) {
      expect(printed).not.toContain(password)
      expect(printed).toContain('postgres://ledger_app:***@db.example:5432/d1')
    }
  })

  it('keeps its password out of the message when a comparison fails', () => {
    const compare = (): void =>
      expect(url).toEqual(new ConnectionUrl('postgres://ledger_app:another-one@db.example/d1'))
    expect(compare).toThrow(/toEqual|equal/)
    expect(compare).not.toThrow(new RegExp(password))
  })

  it('says nothing of a text that is no URL', () => {
    expect(() => new ConnectionUrl('ledger_app hunter2hunter2')).toThrow(/^not a URL \(its text is withheld/)
  })
})

describe('two connection URLs', () => {
  const same = 'postgres://ledger_app:p1d9f0a7c6@db.example:5432/d1'

  it.each([
    'postgresql://ledger_app:p1d9f0a7c6@db.example:5432/d1',
    'postgres://ledger_app:p1d9f0a7c6@db.example/d1',
    'postgres://ledger_app:p1d9f0a7c6@DB.example:5432/d1?sslmode=require&application_name=ledger',
    'postgres://ledger_app:p1d9f0a7c6@db.example:5432/d1?application_name=ledger&sslmode=require',
    'postgres://ledger%5Fapp:p1d9f0a7%636@db.example:5432/d1',
    'postgresql://ledger_app:p1d9f0a7c6@elsewhere/other?host=db.example&dbname=d1',
  ])('are the same in another spelling: %s', (spelling) => {
    const other = new ConnectionUrl(spelling)
    expect(other.differsIn(new ConnectionUrl(same))).toEqual([])
    expect(other).toEqual(new ConnectionUrl(same))
  })

  it.each([
    ['password', 'postgres://ledger_app:another-one@db.example:5432/d1'],
    ['user', 'postgres://ledger_app-rotating:p1d9f0a7c6@db.example:5432/d1'],
    ['host', 'postgres://ledger_app:p1d9f0a7c6@db2.example:5432/d1'],
    ['port', 'postgres://ledger_app:p1d9f0a7c6@db.example:6432/d1'],
    ['database', 'postgres://ledger_app:p1d9f0a7c6@db.example:5432/d2'],
  ])('differ in the %s, and in nothing else', (part, spelling) => {
    expect(new ConnectionUrl(same).differsIn(new ConnectionUrl(spelling))).toEqual([part])
    expect(new ConnectionUrl(spelling)).not.toEqual(new ConnectionUrl(same))
  })

  it('are read with an address of IPv6, and with an @ that is escaped', () => {
    expect(new ConnectionUrl('postgres://u:p@[2001:db8::1]:5433/d').connection()).toEqual({
      user: 'u',
      password: 'p',
      host: '2001:db8::1',
      port: 5433,
      database: 'd',
    })
    expect(new ConnectionUrl('postgres://u:p%40ss@h/d').connection().password).toBe('p@ss')
  })

  it.each([
    '100%x',
    'postgres://u:100%x@h/d',
    'ledger_app',
    'https://h/d',
    'postgres://',
    'p4ssw0rd-pasted',
    'jdbc:postgresql://h/d',
    'postgres:///d',
    ' postgres://u:p@h/d',
    'postgres://u:p@h/d\n',
    'postgres://u:p\n@h/d',
    'postgres://u:p w@h/d',
    'postgres://u:p@ss@h/d',
    'postgres://u:p@h:port/d',
    'postgres://u:p@h/d?port=x',
    '"postgres://u:p@h/d"',
    'postgres://u:p@h/dpostgres://v:q@h/e',
    'postgres://u:p@h/d,postgres://v:q@h/e',
    'postgres://u:5/q@h/d',
    'postgres://u:5/q@h',
    'postgres://u:5?q@h/d',
    'postgres://u:5#q@h/d',
  ])('are none where a value cannot be read as one: %s', (text) => {
    expect(ConnectionUrl.read(text)).toBeUndefined()
    expect(() => new ConnectionUrl(text)).toThrow(/^not a URL \(its text is withheld/)
  })
})

describe('a secret', () => {
  it('prints as three stars', () => {
    for (const printed of everyWayToPrint(new Secret('a-very-long-token')))
      expect(printed).not.toContain('very-long')
  })
})

describe('mask', () => {
  it('replaces what was registered, encoded or not', () => {
    const odd = new Secret('per cent%/word')
    expect(mask(`x ${odd.reveal()} y ${encodeURIComponent(odd.reveal())}`)).toBe('x *** y ***')
  })

  it('replaces what is shaped like a password though nobody registered it', () => {
    expect(mask('postgres://u:hunter2@h/d')).toBe('postgres://u:***@h/d')
    expect(mask("'postgres://u:hunter2hun…'")).toBe("'postgres://u:***'")
    expect(mask('http://127.0.0.1:8080/healthz')).toBe('http://127.0.0.1:8080/healthz')
    expect(mask('"dbname=d host=h user=u password=hunter2 sslmode=require"')).toContain(
      'password=*** sslmode',
    )
    expect(mask("ALTER ROLE r PASSWORD 'it''s'")).toBe("ALTER ROLE r PASSWORD '***'")
  })

  it('reaches into lists and objects, and leaves keys alone', () => {
    expect(maskDeep({ url: ['postgres://u:hunter2@h/d'], n: 1 })).toEqual({
      url: ['postgres://u:***@h/d'],
      n: 1,
    })
  })
})
