import type { FeedFilter, RunFeed, TailBatch } from '../../runs/index.ts'
import type { Language } from '../../texts/index.ts'
import type { ServerMessage } from '../contract/live-contract.ts'
import { logLineView, progressView, runEventView } from '../contract/run-contract.ts'

/** One of the two things that can be followed, as messages. */
export interface Topic {
  lastId(): Promise<number>
  follow(after: number, filter: FeedFilter, language: Language, signal: AbortSignal): AsyncIterable<TopicBatch>
}

export interface TopicBatch {
  readonly messages: readonly ServerMessage[]
  readonly upTo: number
  readonly isCaughtUp: boolean
  readonly behind: number
}

export const lineTopic = (lines: RunFeed['lines']): Topic => ({
  lastId: () => lines.lastId(),
  follow: (after, filter, language, signal) =>
    messagesOf(lines.follow(after, filter, signal), language, line => ({
      type: 'log',
      id: line.id,
      line: logLineView(line, language),
    })),
})

export const eventTopic = (events: RunFeed['events']): Topic => ({
  lastId: () => events.lastId(),
  follow: (after, filter, language, signal) =>
    messagesOf(events.follow(after, filter, signal), language, event => ({
      type: 'run',
      id: event.id,
      event: runEventView(event, language),
    })),
})

async function* messagesOf<Entry>(
  batches: AsyncIterable<TailBatch<Entry>>,
  language: Language,
  messageOf: (entry: Entry) => ServerMessage,
): AsyncGenerator<TopicBatch> {
  for await (const { entries, progress, upTo, isCaughtUp, behind } of batches)
    yield {
      messages: [
        ...entries.map(messageOf),
        ...progress.map(each => ({ type: 'progress' as const, progress: progressView(each, language) })),
      ],
      upTo,
      isCaughtUp,
      behind,
    }
}
