import { Hono } from 'hono'
import { z } from 'zod'
import type { Account } from '../../account/account.ts'
import type { Addon } from '../../account/addon.ts'
import {
  createCredential,
  destroyCredential,
  findCredential,
  lookAtCredential,
} from '../../account/changes/credentials.ts'
import { rotateCredential } from '../../account/changes/rotation.ts'
import type { Credential } from '../../account/credential.ts'
import { bodyOf } from '../body.ts'
import { addonOf } from '../path.ts'

const createBody = z.object({ name: z.string() })
const rotateBody = z.object({ forced: z.boolean().default(false) })

/**
 * The Data API's credentials of a database (CLI commands/pg/credentials.js and commands/pg/credentials/*.js). Creation
 * answers while the credential is still provisioning.
 */
export function credentialRoutes(account: Account): Hono {
  return new Hono()
    .basePath('/postgres/v0/databases/:addon')
    .get('/credentials', (c) => {
      const addon = addonOf(account, c)
      return c.json(addon.credentials.map((credential) => credentialObject(addon, credential)))
    })
    .post('/credentials', async (c) => {
      const addon = addonOf(account, c)
      const { name } = await bodyOf(c, createBody)
      createCredential(account, addon, name)
      return c.json({ message: `Credential ${name} is being created.` }, 201)
    })
    .get('/credentials/:name', async (c) => {
      const addon = addonOf(account, c)
      const credential = findCredential(addon, c.req.param('name'))
      await lookAtCredential(account, addon, credential)
      return c.json(credentialObject(addon, credential))
    })
    .delete('/credentials/:name', async (c) => {
      await destroyCredential(addonOf(account, c), c.req.param('name'))
      return c.json({}, 202)
    })
    .post('/credentials/:name/credentials_rotation', async (c) => {
      const addon = addonOf(account, c)
      const { forced } = await bodyOf(c, rotateBody)
      await rotateCredential(account, addon, c.req.param('name'), forced)
      return c.json({}, 202)
    })
    .post('/credentials_rotation', async (c) => {
      const addon = addonOf(account, c)
      const { forced } = await bodyOf(c, rotateBody)
      for (const { name } of addon.credentials) await rotateCredential(account, addon, name, forced)
      return c.json({}, 202)
    })
}

function credentialObject(addon: Addon, { name, state, users }: Credential) {
  const { database } = addon
  return {
    uuid: `${addon.id}/${name}`,
    name,
    state,
    database: database.name,
    host: database.host,
    port: database.port,
    credentials: users.map((user) => ({ ...user, connections: null })),
  }
}
