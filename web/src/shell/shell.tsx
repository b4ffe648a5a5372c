import {
  ActionIcon,
  AppShell,
  Group,
  Menu,
  Skeleton,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactElement, Suspense } from 'react'
import { Link, Route, Switch, useLocation } from 'wouter'
import { ask } from '../api/client.ts'
import { currentZone } from '../language/time.ts'
import { useWords } from '../language/use-words.ts'
import { pages } from '../pages/pages.ts'
import { sessionQuery, useCaller, useSession } from '../session/session.ts'
import { Bars } from './bars.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { LineChip } from './line-chip.tsx'
import { MallChoice } from './mall-choice.tsx'
import { BottomBar, SideRail } from './navigation.tsx'
import { PageBoundary } from './page-boundary.tsx'
import classes from './shell.module.css'
import { shellWords } from './shell-words.ts'

/** Everything around a page: menu, shop choice, the line, the bars that nobody may overlook. */
export function Shell(): ReactElement {
  const words = useWords(shellWords)
  const [path] = useLocation()
  const { isSandbox } = useSession()
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'md', collapsed: { mobile: true } }}
      padding={{ base: 'sm', md: 'lg' }}
    >
      <a className={classes.skip} href="#page-title">
        {words.toContent}
      </a>
      <AppShell.Header className={classes.header}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Link href="/" className={classes.home}>
              <img src="/icon.svg" alt="" width={26} height={26} />
              <Text fw={700}>Kontor</Text>
            </Link>
            <MallChoice />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LineChip />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.rail}>
        <SideRail />
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <Bars isSandbox={isSandbox} />
        <PageBoundary page={path}>
          <Suspense fallback={<Skeleton height={240} mt="md" />}>
            <Switch>
              {pages.map(({ name, pattern, component }) => (
                <Route key={name} path={pattern} component={component} />
              ))}
              <Route>
                <Text>{words.notFound}</Text>
                <Link href="/">{words.toToday}</Link>
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
        <Text component="footer" size="xs" c="dimmed" mt="xl">
          {words.times.replace('{zone}', currentZone())}
        </Text>
      </AppShell.Main>
      <BottomBar />
    </AppShell>
  )
}

function PersonMenu(): ReactElement {
  const words = useWords(shellWords)
  const caller = useCaller()
  const client = useQueryClient()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const signOut = async (): Promise<void> => {
    await ask('/api/auth/sign-out', { method: 'POST' })
    client.clear()
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    location.assign('/')
  }
  return (
    <Group gap={4} wrap="nowrap">
      <span className={classes.wide}>
        <LanguageSwitch />
      </span>
      <ActionIcon
        className={classes.wide}
        variant="subtle"
        size="lg"
        aria-label={scheme === 'dark' ? words.light : words.dark}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
      >
        {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton className={classes.person} aria-label={caller.name}>
            <IconUser size={18} aria-hidden />
            <span className={classes.personName}>{caller.name}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{caller.name}</Menu.Label>
          <Menu.Item
            leftSection={scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? words.light : words.dark}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
            {words.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}
