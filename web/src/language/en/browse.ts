export const browse = {
  'audit.when': 'When',
  'audit.event': 'Event',
  'audit.owner': 'By',
  'audit.what': 'What',
  'audit.extra': 'Request',
  'audit.empty': 'Nothing is written here yet.',
} as const
