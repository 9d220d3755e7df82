export interface StopSignals extends Disposable {
  /** Aborted by the first SIGTERM or SIGINT: take nothing new, and end in order. */
  readonly signal: AbortSignal
  /** Aborted by the second one, or by SIGQUIT: end now. */
  readonly deadline: AbortSignal
}

/** From now on signals stop the process in order; a third one ends it on the spot. */
export function listenForStop(): StopSignals {
  const [quiet, now] = [new AbortController(), new AbortController()]
  const onSignal = (signal: NodeJS.Signals): void => {
    if (now.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143)
    if (quiet.signal.aborted) now.abort()
    quiet.abort()
  }
  // Celery's cold shutdown. A disconnect: we were started by `airflow standalone`, and when that is killed, what it
  // started must not live on.
  const onQuit = (): void => {
    quiet.abort()
    now.abort()
  }
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal).on('SIGQUIT', onQuit).on('disconnect', onQuit)
  // Waiting for that must not keep the process alive.
  process.channel?.unref()
  return {
    signal: quiet.signal,
    deadline: now.signal,
    [Symbol.dispose]() {
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal).off('SIGQUIT', onQuit).off('disconnect', onQuit)
    },
  }
}
