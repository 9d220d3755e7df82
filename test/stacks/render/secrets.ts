import type { ClusterSecrets } from '../../../stacks/render/cfg-view.ts'

/** With everything that a URL, ConfigParser or a template might stumble over. */
export const NASTY = `p@ss:w/or%d#{{x}}%(here)s$HOME"'\\;!`

export const secrets: ClusterSecrets = {
  databasePassword: NASTY,
  brokerPassword: `${NASTY}2`,
  fernetKey: 'ZmRzYTEyMzRmZHNhMTIzNGZkc2ExMjM0ZmRzYTEyMzQ=',
  secretKey: '50%&more',
  flowerPassword: '100%:sure',
}
