import { inspect } from 'node:util'
import { z } from 'zod'
import { configSchemas } from './schema.ts'

/** A key of the configuration, as it is documented. */
export interface DocumentedKey {
  /** From the top: `privileges.tables.default`; what has any name stands in brackets: `environments.<environment>.app`. */
  readonly path: readonly string[]
  readonly says: string
  readonly good: unknown
  readonly bad: unknown
  readonly required: boolean
  /** What holds where it is left out; undefined where nothing does. */
  readonly byDefault: unknown
}

/** A node of JSON Schema, as Zod writes it, with what `key` put there. */
interface Node {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly refused?: unknown
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  /** Of a record: what each of its names holds. */
  readonly additionalProperties?: Node | boolean
}

/**
 * Every key that a configuration of one role has, in its order, and then those that one of several has besides; what has none of
 * its own is documented by those within.
 */
export function documentedKeys(): readonly DocumentedKey[] {
  const [one = [], several = []] = [configSchemas.oneRole, configSchemas.severalRoles].map((schema) =>
    keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node, [], true),
  )
  return [...one, ...several.filter(({ path }) => path[0] === 'roles')]
}

function keysOf(node: Node, path: readonly string[], required: boolean): DocumentedKey[] {
  if (node.description !== undefined)
    return [
      {
        path,
        says: node.description,
        good: node.examples?.[0],
        bad: node.refused,
        required,
        byDefault: node.default,
      },
    ]
  const { properties = {}, required: asked = [], default: whole = {}, additionalProperties: each } = node
  if (typeof each === 'object')
    return keysOf(each, [...path, `<${path.at(-1)?.replace(/s$/, '')}>`], required)
  return Object.entries(properties).flatMap(([name, below]) => {
    const given = (whole as Readonly<Record<string, unknown>>)[name]
    const inner = below.default === undefined && given !== undefined ? { ...below, default: given } : below
    const isAsked = required && asked.includes(name) && given === undefined
    return keysOf(inner, [...path, name], isAsked)
  })
}

/** `docs/configuration.md`, whole. */
export function configurationPage(): string {
  return [
    '# The configuration',
    '',
    'One file says what differs between one app and another: `runbook.config.ts`, or the file that `--config FILE` or `RUNBOOK_CONFIG` names. It exports `runbook`. What is wrong in it is one line with the key, the value and what is accepted, exit status 2, and nothing is done.',
    '',
    'This page is written from the schema (`harness/config/schema.ts`): `npx vitest run --project harness harness/config/documentation.test.ts -u`.',
    '',
    ...documentedKeys().flatMap(sectionOf),
  ].join('\n')
}

function sectionOf({ path, says, good, bad, required, byDefault }: DocumentedKey): string[] {
  const shown = path.join('.')
  return [
    `## \`${shown}\``,
    '',
    says,
    '',
    `- ${required ? 'It must be there.' : byDefault === undefined ? 'It may be left out.' : `Left out: \`${literal(byDefault)}\`.`}`,
    `- For example \`${literal(good)}\`; refused: \`${literal(bad)}\`.`,
    '',
  ]
}

const literal = (value: unknown): string =>
  inspect(value, { depth: null, breakLength: Number.POSITIVE_INFINITY })
