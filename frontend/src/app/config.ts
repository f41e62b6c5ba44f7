/** What the deployment tells the dashboard at start (`/config.json`). */
export interface Config {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly cognitoEndpoint: string | null;
  readonly stage: string;
  readonly localMode: boolean;
}

let loaded: Config | undefined;

/** Reads `/config.json` once. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`config.json answered ${response.status}`);
  loaded = (await response.json()) as Config;
  return loaded;
}

/** Returns the configuration read at start. */
export function config(): Config {
  if (!loaded) throw new Error('The configuration is not loaded yet.');
  return loaded;
}
