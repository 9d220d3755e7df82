/** At which the servers listen in their containers. */
export const SERVER_PORTS = { mysql: 3306, amqp: 5672, management: 15_672 } as const
