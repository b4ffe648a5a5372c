import { Alert, Button, Stack, Text } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { currentLanguage } from '../language/language.ts'
import { shellWords } from './shell-words.ts'

interface PageBoundaryProps {
  /** Another page begins anew. */
  readonly page: string
  readonly children: ReactNode
}

/** A page that fails says so and leaves the rest usable. A class, because React offers this to classes alone. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly failedPage: string | undefined }> {
  override state = { failedPage: undefined as string | undefined }

  static getDerivedStateFromError = (): { readonly failedPage: string } => ({ failedPage: location.pathname })

  override componentDidUpdate(before: PageBoundaryProps): void {
    if (before.page !== this.props.page && this.state.failedPage !== undefined) this.setState({ failedPage: undefined })
  }

  override render(): ReactNode {
    if (this.state.failedPage === undefined) return this.props.children
    const words = shellWords[currentLanguage()]
    return (
      <Alert color="red" role="alert">
        <Stack align="start">
          <Text>{words.failed}</Text>
          <Button onClick={() => location.reload()}>{words.tryAgain}</Button>
        </Stack>
      </Alert>
    )
  }
}
