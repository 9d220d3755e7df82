import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

export const LANGUAGES = { en: 'English', zh: '中文' } as const
export type Language = keyof typeof LANGUAGES

const KEY = 'language'

/** English is there at once; other languages are loaded when they are chosen. */
export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  })
  await switchLanguage(preferredLanguage())
}

/** Stays for the next visit. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language)
  await switchLanguage(language)
}

async function switchLanguage(language: Language): Promise<void> {
  if (language === 'zh' && !i18next.hasResourceBundle('zh', 'translation'))
    i18next.addResourceBundle('zh', 'translation', (await import('./zh.ts')).zh)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

function preferredLanguage(): Language {
  const chosen = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2)
  return chosen === 'zh' ? 'zh' : 'en'
}
