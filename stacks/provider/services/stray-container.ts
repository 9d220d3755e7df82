import { hostAccess, listOf, text } from '../frame/fields.ts'
import type { Invocation } from '../frame/resource.ts'
import { hostName } from '../host/host-name.ts'
import { script } from '../shell.ts'
import type { StrayContainerInputs } from '../types/containers.ts'

/**
 * Takes away a container that a deployment made and was killed before it could note so: an engine does not make a second
 * one of that name.
 */
export const removeStrayContainer: Invocation<StrayContainerInputs, Record<never, never>> = {
  fields: { host: hostAccess, name: text, label: text, value: text, healthCommand: listOf(text) },
  answer: async ({ openHost, log }, { host, name, label, value, healthCommand }) => {
    const said = await openHost(host).ask({
      name: `look for a container ${name} that was left behind`,
      command: script(REMOVE, name, label, value, ...healthCommand),
      timeoutSeconds: 300,
    })
    if (said !== '') log.info(`${hostName(host)}: ${said}`)
    return {}
  },
}

// A server that sets up its data folder must not be cut short: with half a folder it never starts again.
const REMOVE = `
name=$1 label=$2 value=$3
shift 3
state=$(docker inspect --type container --format '{{.State.Running}}' "$name" 2>/dev/null) || exit 0
if [ "$(docker inspect --format "{{index .Config.Labels \\"$label\\"}}" "$name")" != "$value" ]; then
  echo "there is a container $name that this stack did not make: rename it (docker rename $name NAME), or configure another containerName" >&2
  exit 1
fi
tries=180
while [ "$state" = true ] && [ "$tries" -gt 0 ] && ! docker exec "$name" "$@" >/dev/null 2>&1; do
  tries=$((tries - 1))
  sleep 1
done
docker stop --time 60 "$name" >/dev/null
docker rm --force --volumes "$name" >/dev/null
echo "the container $name, left behind by a deployment that was cut short, is made anew"
`
