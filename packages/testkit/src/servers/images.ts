import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const file = new URL('../../../../infra/images.env', import.meta.url);

/** The images' upstream names, so that a machine that reaches an image registry needs nothing else. */
const upstream = {
  KAFKA_IMAGE: 'apache/kafka:4.3.1',
  OPENSEARCH_IMAGE: 'opensearchproject/opensearch:3.5.0',
  POSTGRES_IMAGE: 'pgvector/pgvector:pg17',
  S3_IMAGE: 'versity/versitygw:v1.8.0',
} as const;

/** The image of a server: from the environment, else the one that `infra/provision.sh` found or built, else upstream's. */
export function imageOf(name: keyof typeof upstream): string {
  return process.env[name] ?? provisioned()[name] ?? upstream[name];
}

/**
 * Testcontainers reads from the environment whether to start its reaper. What `infra/provision.sh` found out about that must be in the environment
 * before Testcontainers is loaded.
 */
export function prepareEnvironment(): void {
  for (const [name, value] of Object.entries(provisioned())) if (name.startsWith('TESTCONTAINERS_')) process.env[name] ??= value;
}

function provisioned(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
