import { z } from 'zod'
import { mallById } from '../accounts/index.ts'
import {
  listCarrierMap,
  listCarriers,
  listParcels,
  mapCarrier,
  type Parcel,
  regionOf,
  unmappedMethods,
} from '../tracking/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallOf, mallsOf } from './caller.ts'
import { carrierMappedSchema, carriersSchema } from './contract/carrier-contract.ts'
import { listQuery, mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import { type ParcelView, parcelSchema, parcelStateSchema } from './contract/parcel-contract.ts'
import { pageOf, readCursor } from './paging.ts'
import { notFound, wrongFields } from './problem.ts'

const tags = ['parcels']
const positionSchema = z.strictObject({ seenAt: z.int(), parcelId: z.string(), mall: z.string() })

/** Parcels, and which TEMU carrier a JTL shipping method means. */
export function parcelRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor

  app.get(
    '/api/parcels',
    {
      schema: {
        summary: 'Parcels, newest first',
        description: 'search: a whole tracking number, delivery note or TEMU order number.',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          state: listQuery(parcelStateSchema).optional(),
          search: z.string().trim().min(1).max(64).optional(),
        }),
        response: { 200: pageSchema(parcelSchema) },
      },
    },
    async request => {
      const { mall, state: states, search, limit, cursor } = request.query
      const rows = await listParcels(state.db, {
        malls: mallsOf(request, mall),
        states,
        search,
        limit: limit + 1,
        after: readCursor(cursor, positionSchema),
      })
      return pageOf(
        rows,
        limit,
        row => ({ seenAt: row.first_seen_at, parcelId: row.parcel_id, mall: row.mall }),
        parcelView,
      )
    },
  )

  app.get(
    '/api/carriers/:mall',
    {
      schema: {
        summary: 'Which TEMU carrier each JTL shipping method means, and what is not mapped',
        tags,
        params: z.strictObject({ mall: mallIdSchema }),
        response: { 200: carriersSchema },
      },
    },
    async request => {
      const mall = await mallById(state.db, mallOf(request, request.params.mall))
      return {
        mapped: (await listCarrierMap(state.db, mall.id)).map(row => ({
          methodKey: row.method_key,
          method: row.method_name,
          carrierId: row.carrier_id,
          carrier: row.carrier_name,
          chosen: row.chosen,
          updatedAt: row.updated_at,
        })),
        unmapped: (await unmappedMethods(state.db, mall.id)).flatMap(({ method_key, method_name }) =>
          method_key === null ? [] : [{ methodKey: method_key, method: method_name ?? '' }],
        ),
        offered: (await listCarriers(state.db, regionOf(mall))).map(({ carrierId, name, brand }) => ({
          carrierId,
          name,
          brand,
        })),
      }
    },
  )

  app.put(
    '/api/carriers/:mall/:methodKey',
    {
      schema: {
        summary: 'Say which TEMU carrier a JTL shipping method means; orders held for it go on',
        tags,
        params: z.strictObject({ mall: mallIdSchema, methodKey: z.coerce.number().int().min(0) }),
        body: z.strictObject({ carrierId: z.string().trim().min(1).max(64) }),
        response: { 200: carrierMappedSchema },
      },
    },
    async request => {
      const mall = await mallById(state.db, mallOf(request, request.params.mall))
      const { methodKey } = request.params
      const before = (await listCarrierMap(state.db, mall.id)).find(row => row.method_key === methodKey)
      const result = await mapCarrier(
        state,
        clock,
        { id: mall.id, regionId: regionOf(mall) },
        { method: String(methodKey), carrier: request.body.carrierId, by: callerOf(request).name },
      )
      if (result.kind === 'no-such-method') throw notFound()
      if (result.kind === 'no-such-carrier')
        throw wrongFields([{ path: 'body.carrierId', problem: 'is no carrier TEMU offers in this region' }])
      request.deedNote = {
        object: result.method,
        mall: mall.id,
        before: before && { carrierId: before.carrier_id },
        after: { carrierId: result.carrier.carrierId },
      }
      const { method, carrier, released } = result
      return { method, carrierId: carrier.carrierId, carrier: carrier.name, released }
    },
  )
}

const parcelView = (row: Parcel): ParcelView => ({
  mall: row.mall,
  id: row.parcel_id,
  orderId: row.order_id,
  noteNo: row.note_no,
  tracking: row.tracking,
  methodKey: row.method_key,
  method: row.method_name,
  carrierId: row.carrier_id,
  state: parcelStateSchema.parse(row.state),
  packedAt: row.packed_at,
  shippedAt: row.shipped_at,
  sentAt: row.sent_at,
  confirmedAt: row.confirmed_at,
  sentTracking: row.sent_tracking,
  firstSeenAt: row.first_seen_at,
})
