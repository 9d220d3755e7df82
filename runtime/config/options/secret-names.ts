// The words by which Airflow's masker knows a secret, and those of the options in sections that are not ours.
const secretWords =
  /access_token|api_key|apikey|authorization|passphrase|passwd|password|private_key|secret|token|keyfile|service_account|dsn/

/** Whether the name of an option that is not in the table makes its value one to hide. */
export function isSecretName(key: string): boolean {
  return secretWords.test(key)
}
