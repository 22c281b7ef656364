import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { type SettingName, settings } from '../config/settings.ts';
import { StartFailure } from './start-failure.ts';

/**
 * Reads the files of a certificate (PEM), which are set together or not at all.
 *
 * @throws StartFailure config-invalid, which names the settings
 */
export async function readTlsFiles<Part extends string>(
  files: Readonly<Record<Part, string | undefined>>,
  named: Readonly<Record<Part, SettingName>>,
): Promise<Readonly<Record<Part, string>> | undefined> {
  const parts = Object.keys(named) as Part[];
  const variables = parts.map((part) => settings[named[part]].variable).join(', ');
  const missing = parts.filter((part) => files[part] === undefined);
  if (missing.length === parts.length) return undefined;
  if (missing.length > 0) throw new StartFailure('config-invalid', `${variables} must be set together, or not at all`);
  try {
    const read = await Promise.all(parts.map(async (part) => [part, await readFile(files[part] ?? '', 'utf8')] as const));
    const found = Object.fromEntries(read) as Record<Part, string>;
    createSecureContext(found);
    return found;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartFailure('config-invalid', `the files of ${variables} hold no certificate with its key: ${why}`, { cause });
  }
}
