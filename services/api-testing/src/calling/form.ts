export interface FormFile {
  readonly name: string;
  readonly text: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

/** A multipart body as a browser makes it. */
export async function formOf(
  files: readonly FormFile[],
  fields: Readonly<Record<string, string>> = {},
): Promise<{ readonly body: Buffer; readonly headers: { readonly 'content-type': string } }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, text, type = 'text/plain' } of files) form.append('file', new Blob([text], { type }), name);
  const response = new Response(form);
  const type = response.headers.get('content-type') ?? '';
  return { body: Buffer.from(await response.arrayBuffer()), headers: { 'content-type': type } };
}
