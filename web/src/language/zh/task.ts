import type { task as en } from '../en/task.ts'
import type { Translated } from '../translated.ts'

export const task: Translated<typeof en> = {
  'task.log': '日志',
  'task.details': '详情',
  'task.rendered': '渲染结果',
  'task.xcom': 'XCom',
  'task.attempt': '尝试',
  'task.attempts': '尝试',
  'task.whyWaiting': '为什么没有运行',
  'task.noRendered': '没有渲染过模板字段。',
  'task.noXcom': '此次尝试没有推送 XCom。',
  'task.tabs': '任务实例的视图',
  'log.search': '搜索日志',
  'log.level': '级别',
  'log.allLevels': '所有级别',
  'log.follow': '跟随',
  'log.wrap': '自动换行',
  'log.download': '纯文本',
  'log.lines_one': '{{count}} 行',
  'log.lines_other': '{{count}} 行',
  'log.matches': '{{count}} / {{total}} 行',
  'log.live': '实时',
  'log.lost': '连接已断开，正在重新连接',
  'log.notStarted': '此尝试还没有开始。',
  'task.mapIndex': '映射索引',
  'task.host': '主机',
}
