import { Badge, Menu, NavLink, UnstyledButton } from '@mantine/core'
import {
  IconArrowsExchange,
  IconBuildingWarehouse,
  IconCalendarEvent,
  IconDots,
  IconFlask,
  IconHelpOctagon,
  IconLink,
  IconReceipt,
  IconSettings,
} from '@tabler/icons-react'
import type { ComponentType, ReactElement } from 'react'
import { Link, useLocation } from 'wouter'
import { short } from '../language/numbers.ts'
import { useLanguage, useWords } from '../language/use-words.ts'
import { type Page, type PageName, pages } from '../pages/pages.ts'
import { useSession } from '../session/session.ts'
import { useHeldCount } from './held-count.ts'
import { useChosenMall } from './mall-choice.tsx'
import classes from './shell.module.css'
import { shellWords } from './shell-words.ts'

const icons: Readonly<Record<PageName, ComponentType<{ readonly size: number }>>> = {
  today: IconCalendarEvent,
  orders: IconReceipt,
  held: IconHelpOctagon,
  stock: IconBuildingWarehouse,
  listings: IconLink,
  jobs: IconArrowsExchange,
  settings: IconSettings,
  sandbox: IconFlask,
}

const isAt = (page: Page, path: string): boolean =>
  page.path === '/' ? path === '/' : path === page.path || path.startsWith(`${page.path}/`)

function useShownPages(): readonly Page[] {
  const { isSandbox } = useSession()
  return pages.filter(page => page.name !== 'sandbox' || isSandbox)
}

/** The chosen shop survives the way from page to page. */
function useHref(): (path: string) => string {
  const mall = useChosenMall()
  return path => (mall === undefined ? path : `${path}?mall=${mall}`)
}

export function SideRail(): ReactElement {
  const words = useWords(shellWords)
  const [path] = useLocation()
  const href = useHref()
  return (
    <nav aria-label={words.navigation} className={classes.railList}>
      {useShownPages().map(page => {
        const Icon = icons[page.name]
        return (
          <NavLink
            key={page.name}
            component={Link}
            href={href(page.path)}
            label={words.pages[page.name]}
            leftSection={<Icon size={18} />}
            rightSection={page.name === 'held' ? <HeldBadge /> : null}
            active={isAt(page, path)}
            {...(isAt(page, path) ? { 'aria-current': 'page' as const } : {})}
          />
        )
      })}
    </nav>
  )
}

const onBar: readonly PageName[] = ['today', 'orders', 'held', 'stock']

/** The phone's menu: four places and the rest. */
export function BottomBar(): ReactElement {
  const words = useWords(shellWords)
  const [path] = useLocation()
  const href = useHref()
  const shown = useShownPages()
  return (
    <nav aria-label={words.navigation} className={classes.bottom}>
      {shown
        .filter(page => onBar.includes(page.name))
        .map(page => {
          const Icon = icons[page.name]
          return (
            <Link
              key={page.name}
              href={href(page.path)}
              className={classes.place}
              {...(isAt(page, path) ? { 'aria-current': 'page' as const } : {})}
            >
              <span className={classes.placeIcon}>
                <Icon size={22} />
                {page.name === 'held' ? <HeldBadge /> : null}
              </span>
              {words.pages[page.name]}
            </Link>
          )
        })}
      <Menu position="top-end">
        <Menu.Target>
          <UnstyledButton className={classes.place}>
            <IconDots size={22} />
            {words.more}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {shown
            .filter(page => !onBar.includes(page.name))
            .map(page => {
              const Icon = icons[page.name]
              return (
                <Menu.Item key={page.name} component={Link} href={href(page.path)} leftSection={<Icon size={18} />}>
                  {words.pages[page.name]}
                </Menu.Item>
              )
            })}
        </Menu.Dropdown>
      </Menu>
    </nav>
  )
}

function HeldBadge(): ReactElement | null {
  const language = useLanguage()
  const count = useHeldCount()
  if (count === undefined || count === 0) return null
  return (
    <Badge size="sm" circle={count < 10} className={classes.badge}>
      {short(count, language)}
    </Badge>
  )
}
