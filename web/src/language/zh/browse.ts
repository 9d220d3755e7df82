import type { browse as en } from '../en/browse.ts'
import type { Translated } from '../translated.ts'

export const browse: Translated<typeof en> = {
  'audit.when': '时间',
  'audit.event': '事件',
  'audit.owner': '用户',
  'audit.what': '对象',
  'audit.extra': '请求',
  'audit.empty': '还没有记录。',
}
