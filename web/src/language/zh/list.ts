import type { list as en } from '../en/list.ts'
import type { Translated } from '../translated.ts'

export const list: Translated<typeof en> = {
  'list.filters': '筛选',
  'list.search': '搜索',
  'list.more': '更多筛选',
  'list.fewer': '收起筛选',
  'list.clear': '清除筛选',
  'list.from': '从',
  'list.to': '到',
  'list.any': '{{what}}：不限',
  'list.anyState': '任意状态',
  'list.nothing': '没有符合筛选条件的内容。',
  'list.total': '共 {{count}} 条',
  'list.select': '选择 {{name}}',
  'list.selectAll': '选择本页全部',
  'list.selection': '所选的行',
  'list.selected': '已选 {{count}} 项',
  'list.unselect': '取消选择',
  'batch.progress': '{{progress}} / {{total}}…',
  'batch.someFailed': '{{total}} 项中完成 {{done}} 项，{{failed}} 项失败：',
  'batch.done': '{{what}}：{{total}} 项中完成 {{done}} 项。',
  'batch.retry': '重试失败的项',
}
