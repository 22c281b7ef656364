import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

export const descriptionFile = new URL('../openapi.json', import.meta.url);
export const typesFile = new URL('../src/generated/api.ts', import.meta.url);

/** Generates the source text of the API's types from its OpenAPI file. */
export async function makeTypes(): Promise<string> {
  const description = JSON.parse(await readFile(descriptionFile, 'utf8')) as OpenAPI3;
  const types = astToString(await openapiTS(description, { alphabetize: true, exportType: true }));
  return `// Made from openapi.json by \`pnpm --filter @ragtime/client generate\`: change a route, not this file.\n\n${types}`;
}
