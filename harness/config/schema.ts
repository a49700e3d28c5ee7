import { z } from 'zod'
import { refineWhole } from './consistency.ts'
import { policySchema } from './policy.ts'

const app = z.strictObject({
  /** The Heroku app's name. */
  app: z.string().regex(/^[a-z][a-z0-9-]{1,28}[a-z0-9]$/, 'a Heroku app name'),
  /** Where the app answers while it is well, its database included. */
  healthUrl: z.url().optional(),
  /** What the answer there must hold to be the app's own, and not that of an access proxy in front of it. */
  healthExpects: z
    .strictObject({
      /** A text in the body, as it stands. */
      body: z.string().min(1).optional(),
      /** Headers, by name, with their values. */
      headers: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** The smoke suite, run in the app's own folder (`raptorDir`, or RUNBOOK_RAPTOR_DIR). */
  smoke: z.array(z.string()).min(1).optional(),
  /** The checkout that holds the smoke suite. */
  raptorDir: z.string().optional(),
})

const configVar = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a config var name')

/** What `runbook.config.ts` must hold: the whole of what differs between one team's app and another's. */
export const configSchema = z
  .strictObject({
    role: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, 'a Postgres role name in lower case'),
    configVars: z.strictObject({ owner: configVar, restricted: configVar, flag: configVar }),
    /** The values by which the app takes its flag to be on and off; what is written is the first of each. */
    flagValues: z
      .strictObject({ on: z.tuple([z.string()], z.string()), off: z.tuple([z.string()], z.string()) })
      .default({ on: ['1', 'true'], off: ['0', 'false'] }),
    apps: z.strictObject({ staging: app, prod: app }),
    /** Whom the findings send people to: who runs the operation, and who has the app's code. */
    tell: z
      .strictObject({
        operator: z.string().min(1).default('operator'),
        developer: z.string().min(1).default("the app's developers"),
      })
      .prefault({}),
    /** Whoever else may be connected to the database: a BI tool, a colleague's console. Both, where both are given, must fit. */
    otherSessions: z
      .array(
        z
          .strictObject({ role: z.string().min(1).optional(), application: z.string().min(1).optional() })
          .refine(({ role, application }) => role !== undefined || application !== undefined, {
            error: 'a role, an application name, or both',
          }),
      )
      .default([]),
    spotCheck: z.string().regex(/^[^.]+\.[^.]+$/, 'a schema-qualified relation'),
    privileges: policySchema,
    soak: z.strictObject({
      hours: z.number().positive(),
      checkpointHours: z.array(z.number().positive()).min(1),
    }),
  })
  .superRefine(refineWhole)

export type RunbookConfig = z.input<typeof configSchema>
