import { type ComponentType, lazy } from 'react'

export type PageName = 'today' | 'orders' | 'held' | 'stock' | 'listings' | 'jobs' | 'settings' | 'sandbox'

export interface Page {
  readonly name: PageName
  /** Where the menu leads. */
  readonly path: string
  /** What of the address belongs to it: `/orders` and everything below. */
  readonly pattern: string
  readonly component: ComponentType
}

/** Every page is its own file to load: the first look needs one of them. */
export const pages: readonly Page[] = [
  {
    name: 'today',
    path: '/',
    pattern: '/',
    component: lazy(() => import('./today/today-page.tsx').then(page => ({ default: page.TodayPage }))),
  },
  {
    name: 'orders',
    path: '/orders',
    pattern: '/orders/*?',
    component: lazy(() => import('./orders/orders-page.tsx').then(page => ({ default: page.OrdersPage }))),
  },
  {
    name: 'held',
    path: '/held',
    pattern: '/held/*?',
    component: lazy(() => import('./held/held-page.tsx').then(page => ({ default: page.HeldPage }))),
  },
  {
    name: 'stock',
    path: '/stock',
    pattern: '/stock/*?',
    component: lazy(() => import('./stock/stock-page.tsx').then(page => ({ default: page.StockPage }))),
  },
  {
    name: 'listings',
    path: '/listings',
    pattern: '/listings/*?',
    component: lazy(() => import('./listings/listings-page.tsx').then(page => ({ default: page.ListingsPage }))),
  },
  {
    name: 'jobs',
    path: '/jobs',
    pattern: '/jobs/*?',
    component: lazy(() => import('./jobs/jobs-page.tsx').then(page => ({ default: page.JobsPage }))),
  },
  {
    name: 'settings',
    path: '/settings',
    pattern: '/settings/*?',
    component: lazy(() => import('./settings/settings-page.tsx').then(page => ({ default: page.SettingsPage }))),
  },
  {
    name: 'sandbox',
    path: '/sandbox',
    pattern: '/sandbox/*?',
    component: lazy(() => import('./sandbox/sandbox-page.tsx').then(page => ({ default: page.SandboxPage }))),
  },
]
