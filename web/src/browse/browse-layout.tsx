import { SectionLayout } from '../shell/section-layout.tsx'

export const BrowseLayout = () => <SectionLayout section="browse" />
