import { SectionLayout } from '../shell/section-layout.tsx'
import './admin.css'

export const AdminLayout = () => <SectionLayout section="admin" />
