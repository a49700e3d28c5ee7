import { describe, expect, it } from 'vitest'
import { covers, isPattern, RulesByName } from './names.ts'

describe('an entry of the policy', () => {
  it.each([
    ['public.orders', 'public.orders', true],
    ['public.orders', 'public.orders_2026', false],
    ['public.*_history', 'public.order_history', true],
    ['public.*_history', 'public._history', true],
    ['public.*_history', 'public.order_history_old', false],
    ['public.*_history', 'audit.order_history', false],
    ['public.*_history', 'public."Order_history"', true],
    ['public."*_history"', 'public.order_history', false],
    ['public."*_history"', 'public."*_history"', true],
    ['*.events', 'audit.events', true],
    ['*.events', '"Audit".events', true],
    ['*.*', 'public."a.b"', true],
    ['public.a.c', 'public.abc', false],
    ['public.log_*_*', 'public.log_2026_11', true],
    ['"Shop".*', '"Shop"."Order"', true],
    ['"Shop".*', 'shop.orders', false],
    ['public.order+*', 'public.orderr', false],
    ['public.*', 'public."a""b"', true],
  ])('%s covers %s: %s', (entry, name, expected) => {
    expect(covers(entry, name)).toBe(expected)
  })

  it.each([
    ['public.purge_*(*)', 'public.purge_orders(integer)', true],
    ['public.purge_*(*)', 'public.purge_orders(audit.kind, "T")', true],
    ['public.purge_*(integer)', 'public.purge_orders(integer)', true],
    ['public.purge_*(integer)', 'public.purge_orders(integer, integer)', false],
    ['public.purge_*(*)', 'audit.purge_orders()', false],
    ['*.f(audit.kind)', 'public.f(audit.kind)', true],
    ['public."purge_*"(*)', 'public.purge_orders()', false],
    ['public.purge_*', 'public.purge_orders()', false],
  ])('of a function: %s covers %s: %s', (entry, name, expected) => {
    expect(covers(entry, name)).toBe(expected)
  })

  it('with a star inside of quotes is a name', () => {
    expect(isPattern('public."*"')).toBe(false)
    expect(isPattern('public.*')).toBe(true)
  })
})

describe('rules by name', () => {
  const rules = new RulesByName({
    'public.*': ['SELECT'],
    'public.*_history': ['SELECT', 'INSERT'],
    'public.order_*': ['INSERT', 'SELECT'],
    'public.order_*_x': ['DELETE'],
    'public.price_history': ['UPDATE'],
  })

  it.each([
    ['public.price_history', ['UPDATE']],
    ['public.stock_history', ['SELECT', 'INSERT']],
    ['public.orders', ['SELECT']],
    ['public.order_1_x', ['DELETE']],
    ['audit.orders', undefined],
  ])('the most specific decides over %s', (name, rule) => {
    expect(rules.get(name)).toEqual(rule)
  })

  it('two of the same right contradict each other where they say different things, and only there', () => {
    expect(rules.contradictions('public.order_history')).toEqual([])
    const other = new RulesByName<string[]>({ 'public.a*': ['SELECT'], 'public.*b': [], 'public.ab': [] })
    expect(other.contradictions('public.axb')).toEqual(['public.a*', 'public.*b'])
    expect(other.contradictions('public.ab')).toEqual([])
    expect(other.contradictions('public.ac')).toEqual([])
  })
})
