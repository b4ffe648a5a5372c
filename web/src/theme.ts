import { createTheme, type MantineColorsTuple } from '@mantine/core'

const blue: MantineColorsTuple = [
  '#e7effa',
  '#cfdff4',
  '#a3c0ea',
  '#74a0df',
  '#4d84d2',
  '#366fc0',
  '#2b5ea8',
  '#234f8f',
  '#1b4077',
  '#123160',
]

/** The system's fonts, one blue, calm radii; motion as the reader's system wants it. */
export const theme = createTheme({
  primaryColor: 'kontor',
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  colors: { kontor: blue },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'md',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
})
