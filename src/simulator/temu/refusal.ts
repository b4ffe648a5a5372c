/** The gateway says no: `success:false` with this code, in an HTTP 200. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
