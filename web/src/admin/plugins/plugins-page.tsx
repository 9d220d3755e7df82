import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get } from '../../api/client.ts'
import { useMay } from '../../api/session.ts'
import { NamedValues } from '../../task/named-values.tsx'

interface Plugins {
  readonly plugins: readonly { readonly name: string }[]
}

interface Providers {
  readonly providers: readonly { readonly package_name: string }[]
}

const pluginsQuery = queryOptions({
  queryKey: ['plugins'],
  queryFn: ({ signal }) => get<Plugins>('/api/v1/plugins', signal),
})

const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => get<Providers>('/api/v1/providers', signal),
})

/** What the API says is installed beside the runtime, and why that is little. */
export function PluginsPage() {
  const mayReadProviders = useMay('can_read', 'Providers')
  return (
    <>
      <PluginList />
      {mayReadProviders && <ProviderList />}
    </>
  )
}

function PluginList() {
  const { t } = useTranslation()
  const { plugins } = useSuspenseQuery(pluginsQuery).data
  return (
    <section className="card stack">
      <h2>{t('plugins.title', { count: plugins.length })}</h2>
      <p className="soft">{t('plugins.why')}</p>
      <NamedValues values={plugins.map(plugin => [plugin.name, plugin])} />
    </section>
  )
}

function ProviderList() {
  const { t } = useTranslation()
  const { providers } = useSuspenseQuery(providersQuery).data
  return (
    <section className="card stack">
      <h2>{t('providers.title', { count: providers.length })}</h2>
      <p className="soft">{t('providers.why')}</p>
      <NamedValues values={providers.map(provider => [provider.package_name, provider])} />
    </section>
  )
}
