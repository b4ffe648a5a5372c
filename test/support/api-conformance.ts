import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
export interface Operation {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: object
}

/** One endpoint of the document. */
export interface Endpoint {
  readonly method: string
  /** `/api/orders/{order}` */
  readonly path: string
  readonly operation: Operation
}

/** Tells whether an answer is what the service's own document says. */
export class Conformance {
  readonly #ajv: Ajv2020
  readonly #document: OpenApi
  readonly #compiled = new Map<string, ValidateFunction>()
  /** How many answers were compared: a check that compared nothing shows nothing. */
  compared = 0

  constructor(document: object) {
    this.#document = document as OpenApi // the service's own, whose form another test checks
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
    // ajv-formats is CommonJS and arrives wrapped or not, depending on the loader.
    const add = 'default' in addFormats ? (addFormats.default as unknown as typeof addFormats) : addFormats
    ;(add as unknown as (ajv: Ajv2020) => void)(this.#ajv)
    this.#ajv.addSchema(document, 'openapi')
  }

  endpoints(): readonly Endpoint[] {
    return Object.entries(this.#document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
  }

  /** What is wrong with an answer, in words; undefined when nothing is. */
  problemOf(method: string, url: string, status: number, contentType: string, body: unknown): string | undefined {
    const endpoint = this.#find(method, url.split('?')[0] ?? '')
    if (!endpoint) return undefined // refused before any endpoint: a problem document, looked at elsewhere
    const { responses = {} } = endpoint.operation
    const name = [String(status), `${String(status)[0]}XX`].find(each => Object.hasOwn(responses, each))
    if (name === undefined) return `${method} ${endpoint.path} answered ${status}, which the document does not have`
    const type = contentType.startsWith('application/problem+json') ? 'application/json' : contentType.split(';')[0]
    const schema = responses[name]?.content?.[type ?? '']?.schema
    if (schema === undefined) return undefined // no body, or a text
    const at = ['paths', endpoint.path, method.toLowerCase(), 'responses', name, 'content', type ?? '', 'schema']
    const pointer = `openapi#/${at
      .map(part => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/')}`
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: pointer })
    this.#compiled.set(pointer, validate)
    this.compared++
    if (validate(body)) return undefined
    return `${method} ${endpoint.path} ${status}: ${this.#ajv.errorsText(validate.errors)}`
  }

  #find(method: string, path: string): Endpoint | undefined {
    const parts = path.split('/')
    const fits = this.endpoints().filter(endpoint => {
      const wanted = endpoint.path.split('/')
      return (
        endpoint.method === method &&
        wanted.length === parts.length &&
        wanted.every((part, at) => part.startsWith('{') || part === parts[at])
      )
    })
    // `/api/orders/counts` is itself before it is an order called counts.
    return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]
  }
}
