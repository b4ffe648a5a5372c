import '@mantine/core/styles.css'
import './theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('kontor')
if (!root) throw new Error('index.html has no #kontor')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
