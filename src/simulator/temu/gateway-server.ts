import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { GatewayRequest, RunningGateway, ServeResult } from './simulated-temu.ts'

/** Puts `serve` behind HTTP/1.1 with keep-alive. Date comes from the gateway's own clock. */
export async function listenGateway(
  serve: (request: GatewayRequest) => Promise<ServeResult>,
  path: string,
  { port = 0, host = '127.0.0.1' }: { readonly port?: number; readonly host?: string } = {},
): Promise<RunningGateway> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      serve(readRequest(message, chunks)).then(
        result => write(result, message, response),
        (error: unknown) => {
          // A fault of the simulator itself, not of the simulated TEMU: no status of HTTP's own, so that it is seen.
          const text = error instanceof Error ? error.stack : String(error)
          response.writeHead(599).end(`The simulated TEMU failed: ${text}`)
        },
      )
    })
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, done)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The simulated TEMU has no port')
  return {
    url: `http://${host}:${address.port}${path}`,
    port: address.port,
    close: () =>
      new Promise((done, fail) => {
        server.close(error => (error ? fail(error) : done()))
        server.closeAllConnections()
      }),
  }
}

function readRequest(message: IncomingMessage, chunks: readonly Buffer[]): GatewayRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  const [only] = chunks
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers,
    body: chunks.length === 1 && only ? only : Buffer.concat(chunks),
  }
}

function write(result: ServeResult, message: IncomingMessage, response: ServerResponse): void {
  if (result === 'hang') return
  if (!('cut' in result)) {
    response.writeHead(result.status, { ...result.headers })
    response.end(result.body)
    return
  }
  const { sent } = result.cut
  if (!sent) {
    message.socket.destroy()
    return
  }
  response.writeHead(sent.status, { ...sent.headers })
  response.write(sent.body, () => message.socket.destroy())
}
