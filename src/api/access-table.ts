import type { Access } from './access.ts'

const anyone: Access = { role: 'public' }
const viewer: Access = { role: 'viewer' }
const operator = (deed: string): Access => ({ role: 'operator', deed })
const sensitive = (deed: string): Access => ({ role: 'admin', deed, passwordAgain: true })
const admin = (deed: string): Access => ({ role: 'admin', deed })

/**
 * Who may do what: one row per endpoint, and the server does not start with an endpoint that has none. Rights that a caller
 * has only for some malls are checked besides (`:mall` in the address, or the malls a list may show).
 */
export const accessTable: Readonly<Record<string, Access>> = {
  'GET /api/health': anyone,
  'GET /api/health/live': anyone,
  'GET /api/health/ready': anyone,
  'GET /metrics': viewer,
  'GET /api/openapi.json': viewer,
  'GET /api/docs': viewer,
  'GET /api/docs/': viewer,
  'GET /api/docs/static/index.html': viewer,
  'GET /api/docs/static/swagger-initializer.js': viewer,
  'GET /api/docs/json': viewer,
  'GET /api/docs/yaml': viewer,
  'GET /api/docs/static/*': viewer,
  'HEAD /api/docs/static/*': viewer,

  'GET /api/auth/*': anyone,
  'POST /api/auth/*': anyone,
  'GET /api/session': anyone,
  'POST /api/links/redeem': { role: 'public', deed: 'link.redeem' },
  'POST /api/session/confirm-password': { role: 'viewer', deed: 'person.confirm-password' },
  'POST /api/session/password': { role: 'viewer', deed: 'person.password' },
  'GET /api/session/logins': viewer,
  'DELETE /api/session/logins/:id': { role: 'viewer', deed: 'person.end-login' },
  'GET /api/people': { role: 'admin' },
  'POST /api/people/invite': sensitive('person.invite'),
  'POST /api/people/:id/reset': sensitive('person.reset'),
  'PUT /api/people/:id/rights': sensitive('person.rights'),
  'POST /api/people/:id/block': sensitive('person.block'),
  'POST /api/people/:id/unblock': sensitive('person.unblock'),
  'GET /api/keys': { role: 'admin' },
  'POST /api/keys': sensitive('key.make'),
  'DELETE /api/keys/:id': sensitive('key.revoke'),
  'GET /api/deeds': { role: 'admin' },

  'GET /api/runs': viewer,
  'GET /api/runs/:id': viewer,
  'GET /api/logs': viewer,
  'GET /api/logs/stats': viewer,
  'GET /api/logs/export': viewer,
  'POST /api/logs/cleanup': admin('log.cleanup'),
  'GET /ws/logs': viewer,
  'GET /ws/jobs': viewer,

  'GET /api/jobs': viewer,
  'GET /api/jobs/:id': viewer,
  'POST /api/jobs/:id/run-now': operator('job.run-now'),
  'PUT /api/jobs/:id/schedule': admin('job.schedule'),
  'POST /api/jobs/:id/toggle': admin('job.toggle'),

  'GET /api/orders': viewer,
  'GET /api/orders/counts': viewer,
  'GET /api/malls/:mall/orders/:order': viewer,
  'GET /api/malls/:mall/orders/:order/address': operator('order.address-shown'),
  'GET /api/malls/:mall/orders/:order/xml': operator('order.xml-shown'),
  'POST /api/malls/:mall/orders/:order/retry': operator('order.retry'),
  'POST /api/malls/:mall/orders/:order/hold': operator('order.hold'),
  'POST /api/malls/:mall/orders/:order/ignore': operator('order.ignore'),
  'POST /api/malls/:mall/orders/:order/fetch': operator('order.fetch'),
  'POST /api/malls/:mall/orders/fetch': operator('orders.fetch'),

  'GET /api/held': viewer,
  'GET /api/held/items': viewer,
  'GET /api/retrying': viewer,
  'POST /api/held/retry': operator('held.retry'),
  'POST /api/held/ignore': operator('held.ignore'),
  'POST /api/malls/:mall/paused/:side/resume': operator('side.resume'),

  'GET /api/malls': viewer,
  'POST /api/malls': { role: 'admin', passwordAgain: true, deed: 'mall.add' },
  'GET /api/malls/:mall': viewer,
  'PATCH /api/malls/:mall': admin('mall.change'),
  'POST /api/malls/:mall/pause': admin('mall.pause'),
  'POST /api/malls/:mall/resume': admin('mall.resume'),
  'PUT /api/malls/:mall/token': { role: 'admin', passwordAgain: true, deed: 'mall.token' },
  'POST /api/malls/:mall/check': operator('mall.check'),

  'GET /api/parcels': viewer,
  'GET /api/carriers/:mall': viewer,
  'PUT /api/carriers/:mall/:methodKey': admin('carrier.map'),

  'GET /api/stock': viewer,
  'GET /api/malls/:mall/stock/:sku': viewer,
  'GET /api/malls/:mall/stock/:sku/history': viewer,
  'GET /api/stock/rules': viewer,
  'POST /api/stock/rules/preview': operator('stock-rule.preview'),
  'PUT /api/stock/rules/default': admin('stock-rule.set'),
  'DELETE /api/stock/rules/default': admin('stock-rule.remove'),
  'PUT /api/stock/rules/malls/:mall': admin('stock-rule.set'),
  'DELETE /api/stock/rules/malls/:mall': admin('stock-rule.remove'),
  'PUT /api/stock/rules/malls/:mall/skus/:sku': admin('stock-rule.set'),
  'DELETE /api/stock/rules/malls/:mall/skus/:sku': admin('stock-rule.remove'),

  'GET /api/listings': viewer,
  'GET /api/listings/export': viewer,
  'POST /api/listings/import/preview': operator('listings.import-preview'),
  'POST /api/listings/import': operator('listings.import'),
  'GET /api/malls/:mall/listings/:sku/proposals': viewer,
  'POST /api/malls/:mall/listings/:sku/match': operator('listing.match'),
  'POST /api/malls/:mall/listings/:sku/unmatch': operator('listing.unmatch'),

  'GET /api/jtl/status': viewer,
  'GET /api/jtl/master-data': { role: 'admin' },
  'GET /api/settings': { role: 'admin' },

  'GET /api/archive': operator('archive.list'),
  'GET /api/archive/:id': operator('archive.opened'),
  'POST /api/archive/replay': admin('archive.replay'),
  'GET /api/preview/:flow/:mall': operator('preview.shown'),
}
