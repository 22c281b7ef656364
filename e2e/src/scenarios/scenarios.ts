import { createClient, type StreamedEvent } from '@ragtime/client';
import { topics } from '@ragtime/domain';
import { type Answer, at, itemsOf, textAt } from '@ragtime/testkit/answers';
import { eventually } from '@ragtime/testkit/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileCases } from '../limits/cases/files.ts';
import { type Asked, askerOf } from '../support/ask.ts';
import { jsonOf } from '../support/command-line.ts';
import type { Deployment } from './deployment.ts';
import { documentedFigures, shownFigures } from './metrics.ts';
import { questions, samples } from './samples.ts';

/** The promises that hold for every deployment. */
export function scenarios(name: string, open: () => Promise<Deployment>): void {
  describe(`deployed as ${name}`, () => {
    let deployment: Deployment;
    let one: Asked;
    let other: Asked;
    let count = 0;
    const use = (next: Deployment): void => {
      deployment = next;
      [one, other] = [askerOf(next.one), askerOf(next.other)];
    };
    beforeAll(async () => use(await open()));
    afterAll(async () => await deployment?.stop());

    async function createDataset(): Promise<string> {
      count += 1;
      return `/v1/datasets/${textAt(await one('POST', '/v1/datasets', { json: { name: `${name} ${count}` } }), 'datasetId')}`;
    }
    const upload = async (dataset: string, text: string, ask = one): Promise<Answer> =>
      await ask('POST', `${dataset}/documents?parse=true`, { json: { name: `${(count += 1)}.md`, text } });
    const urlOf = (dataset: string, uploaded: Answer): string => `${dataset}/documents/${textAt(uploaded, 'items.0.documentId')}`;
    async function parsed(url: string): Promise<void> {
      let last: Answer | undefined;
      const isParsed = async () => {
        last = await one('GET', url);
        return at(last, 'status') === 'parsed' ? true : undefined;
      };
      await eventually(() => `${url} is parsed, but ${last?.status} ${JSON.stringify(last?.body)}`, isParsed);
    }
    const positionOf = ({ headers }: Answer) => ({ 'ragtime-min-position': String(headers['ragtime-position']) });
    /** Every query has nearest passages: the test checks which documents they belong to. */
    const finds = async (query: string, url: string, headers = {}): Promise<boolean> =>
      itemsOf(await other('POST', '/v1/search', { json: { query }, headers })).some((hit) => hit['documentId'] === url.split('/').at(-1));

    it('a folder that is taken in at one way in answers questions at the other', async () => {
      const { documents } = await jsonOf<{ readonly documents: readonly { readonly kind: string }[] }>(
        deployment.one,
        'ingest',
        samples,
        '--dataset',
        'Handbook',
      );
      expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(['added']));
      const query = 'Where should I forward a phishing mail?';
      await eventually('it is answered', async () => {
        const answer = await jsonOf<{ readonly items: readonly { readonly text: string }[] }>(deployment.other, 'search', query);
        return answer.items.some(({ text }) => text.includes('tidepool@larkhaven.example')) ? true : undefined;
      });
    });

    it('of questions about it, nearly all have the only right document among their first three passages', async () => {
      const rightOnes: string[] = [];
      for (const { question, document } of questions) {
        const answer = await other('POST', '/v1/search', { json: { query: question, limit: 3, rerank: false } });
        expect(answer).toMatchObject({ status: 200 });
        if (itemsOf(answer).some((hit) => hit['documentName'] === document)) rightOnes.push(question);
      }
      expect(questions.length).toBeGreaterThanOrEqual(30);
      expect(rightOnes.length / questions.length).toBeGreaterThan(0.85);
    });

    it('a passage of a pdf says where it stands on its pages', async () => {
      const answer = await other('POST', '/v1/search', { json: { query: 'How long does the battery last?', limit: 20 } });
      const ofPdf = itemsOf(answer).filter((hit) => String(hit['documentName']).endsWith('.pdf'));
      expect(ofPdf.length).toBeGreaterThan(0);
      for (const { pages, boxes } of ofPdf) {
        const [page] = pages as readonly number[];
        expect(boxes).toContainEqual({
          page,
          x: expect.any(Number),
          y: expect.any(Number),
          width: expect.any(Number),
          height: expect.any(Number),
        });
      }
    });

    it('who comes back with the position of a write reads it, at either way in, without waiting for long', async () => {
      const dataset = await createDataset();
      for (const [writing, reading] of [
        [one, other],
        [other, one],
      ] as const) {
        const uploaded = await upload(dataset, 'The heron stands still.', writing);
        const listed = await reading('GET', `${dataset}/documents?limit=1000`, { headers: positionOf(uploaded) });
        expect(listed.status).toBe(200);
        expect(itemsOf(listed).map((item) => item['documentId'])).toContain(textAt(uploaded, 'items.0.documentId'));
      }
    });

    it('what was taken in at one way in can be changed at the other at once, by somebody who knows no position', async () => {
      const dataset = await createDataset();
      for (let many = 0; many < 5; many += 1) {
        const url = urlOf(dataset, await upload(dataset, `The ibis probes ${many}.`));
        expect((await other('PATCH', url, { json: { metadata: { many } } })).status).toBe(200);
      }
      expect((await other('PATCH', `${dataset}/documents/never-there`, { json: { metadata: {} } })).status).toBe(404);
    });

    it('what is deleted is found by nobody from then on, and its receipt ends with every store', async () => {
      const dataset = await createDataset();
      const uploaded = await upload(dataset, 'The quokka sleeps under a fern.');
      const url = urlOf(dataset, uploaded);
      await parsed(url);
      await eventually('it is found', async () => ((await finds('quokka fern', url)) ? true : undefined));
      const deleted = await one('DELETE', url);
      expect(deleted.status).toBe(202);
      expect(await finds('quokka fern', url, positionOf(deleted))).toBe(false);
      const receipt = await eventually('every store has erased', async () => {
        const answer = await other('GET', `/v1/receipts/${textAt(deleted, 'receiptId')}`);
        return at(answer, 'done') === true ? answer : undefined;
      });
      expect((at(receipt, 'stores') as readonly { readonly state: string }[]).map(({ state }) => state)).toEqual(Array(4).fill('erased'));
    });

    it('the metrics of each process are those of the documentation, and what happened is in them', async () => {
      const dataset = await createDataset();
      await parsed(urlOf(dataset, await upload(dataset, 'A text that the metrics count.')));
      expect(itemsOf(await other('POST', '/v1/search', { json: { query: 'metrics' } }))).not.toEqual([]);
      const documented = await documentedFigures();
      const texts = await Promise.all(deployment.all.map(async (program) => String((await askerOf(program)('GET', '/metrics')).body)));
      for (const text of texts) {
        const { kinds } = shownFigures([text]);
        expect(Object.fromEntries(kinds)).toStrictEqual(Object.fromEntries([...documented].map(([figure, { kind }]) => [figure, kind])));
      }
      const shown = shownFigures(texts);
      for (const [figure, labels] of shown.labels) expect([figure, labels]).toStrictEqual([figure, documented.get(figure)?.labels]);
      const happened = [
        ['ragtime_commands_total', 'command="CompleteTask",outcome="accepted"'],
        ['ragtime_append_seconds_count', 'kind="events"'],
        ['ragtime_append_events_count', 'topic="ragtime.document.events"'],
        ['ragtime_append_batches_total', 'outcome="confirmed"'],
        ['ragtime_signals_published_total', `topic="${topics.tasks}"`],
        ['ragtime_attempts_started_total'],
        ['ragtime_attempts_ended_total', 'end="completed"'],
        ['ragtime_runs_ended_total', 'end="parsed"'],
        ['ragtime_pages_total'],
        ['ragtime_passages_total'],
        ['ragtime_parser_children_started_total'],
        ['ragtime_worker_slots'],
        ['ragtime_index_seconds_count', 'operation="put"'],
        ['ragtime_index_seconds_count', 'operation="propose"'],
        ['ragtime_database_seconds_count', 'pool="reads"'],
        ['ragtime_database_seconds_count', 'pool="writes"'],
        ['ragtime_blob_seconds_count', 'operation="write"'],
        ['ragtime_vault_seconds_count', 'operation="takeSlot"'],
      ] as const;
      expect(happened.filter(([figure, within]) => !(shown.sum(figure, within) > 0))).toStrictEqual([]);
      for (const projection of ['directory', 'library', 'audit', 'search'])
        expect(texts.some((text) => text.includes(`ragtime_projection_lag_seconds{projection="${projection}"}`))).toBe(true);
    });

    it('a rebuild of each projection gives the same again, while reads go on', async () => {
      for (const projection of ['library', 'search']) {
        expect((await one('POST', `/v1/admin/projections/${projection}/rebuild`)).status).toBe(202);
        let reads = 0;
        const rebuild = await eventually(`${projection} is rebuilt`, async () => {
          expect((await other('GET', '/v1/datasets')).status).toBe(200);
          reads += 1;
          const state = at(await one('GET', `/v1/admin/projections/${projection}`), 'rebuild') as { readonly state: string };
          return state.state === 'running' ? undefined : state;
        });
        expect(rebuild).toMatchObject({ state: 'done', report: { same: true } });
        expect(reads).toBeGreaterThan(0);
      }
    });

    it('a file is taken, whatever it is, and its run ends as the table of bad input says', async () => {
      const dataset = await createDataset();
      for (const { name: file, bytes } of fileCases) {
        const form = new FormData();
        form.append('file', new Blob([new Uint8Array(bytes())]), file);
        const headers = { authorization: `Bearer ${deployment.one.apiKey}` };
        const { status } = await fetch(`${deployment.one.url}${dataset}/documents?parse=true`, { method: 'POST', headers, body: form });
        expect({ file, status }).toStrictEqual({ file, status: 201 });
      }
      const listed = await eventually('every run has ended', async () => {
        const items = itemsOf(await other('GET', `${dataset}/documents?limit=1000`));
        return items.length === fileCases.length && items.every(({ status }) => status === 'parsed' || status === 'failed')
          ? items
          : undefined;
      });
      const ends = listed.map((item) => [item['name'], item['status'] === 'parsed' ? 'parsed' : at({ body: item }, 'error.code')] as const);
      expect(Object.fromEntries(ends)).toStrictEqual(Object.fromEntries(fileCases.map((each) => [each.name, each.ends])));
    });

    it('what cannot be parsed ends as a dead letter with its reason, and can be tried again', async () => {
      const dataset = await createDataset();
      const form = new FormData();
      form.append('file', new Blob(['%PDF-1.7 and nothing more']), 'broken.pdf');
      const { url, apiKey } = deployment.one;
      const authorization = `Bearer ${apiKey}`;
      expect(
        (await fetch(`${url}${dataset}/documents?parse=true`, { method: 'POST', headers: { authorization }, body: form })).status,
      ).toBe(201);
      const letters = async () => itemsOf(await other('GET', `/v1/dead-letters?datasetId=${dataset.split('/').at(-1)}`));
      const [letter] = await eventually('it is a dead letter', async () => ((await letters()).length > 0 ? await letters() : undefined));
      expect(JSON.stringify(letter)).toContain('file-damaged');
      const replayed = await one('POST', `/v1/dead-letters/${String(letter?.['runId'])}/replay`, { json: {} });
      expect(replayed.status).toBeLessThan(300);
      await eventually('another run has failed', async () =>
        (await letters()).some((each) => each['runId'] !== letter?.['runId']) ? true : undefined,
      );
    });

    it('a client that follows a stream gets every change once, also when it reconnects to the other API node', async () => {
      const dataset = await createDataset();
      const datasetId = dataset.split('/').at(-1) ?? '';
      const begin = String((await one('GET', `${dataset}/documents`)).headers['ragtime-position']);
      const ids = await Promise.all(['one', 'two', 'three'].map(async (word) => textAt(await upload(dataset, word), 'items.0.documentId')));
      const received: StreamedEvent[] = [];
      let after = begin;
      for (let cut = 1; received.length < 4 * ids.length; cut += 1) {
        const program = cut % 2 === 0 ? deployment.one : deployment.other;
        const client = createClient({ baseUrl: program.url, apiKey: program.apiKey });
        let taken = 0;
        for await (const event of client.watch({ datasetId, after })) {
          if (event.event !== 'state') continue;
          received.push(event);
          after = event.id ?? after;
          taken += 1;
          if (taken === 2 || received.length === 4 * ids.length) break;
        }
      }
      const statesOf = (id: string) =>
        received
          .map(({ data }) => data as { readonly documentId: string; readonly status: string })
          .flatMap((state) => (state.documentId === id ? [state.status] : []));
      for (const id of ids) expect(statesOf(id)).toEqual(['uploaded', 'queued', 'running', 'parsed']);
    });

    it('a stream that is open at one way in ends when its key is revoked at the other', async () => {
      const dataset = await createDataset();
      const tenantId = textAt(await one('GET', '/v1/users/me'), 'tenantId');
      for (const path of ['/v1/progress', `${dataset}/progress`, '/v1/events?follow=true']) {
        const made = await one('POST', `/v1/tenants/${tenantId}/api-keys`, { json: { label: 'short', scopes: ['read'] } });
        const headers = { authorization: `Bearer ${textAt(made, 'key')}` };
        const opened = await eventually('the key opens', async () => {
          const response = await fetch(deployment.other.url + path, { headers });
          return response.ok ? response : undefined;
        });
        await one('DELETE', `/v1/tenants/${tenantId}/api-keys/${textAt(made, 'apiKeyId')}`);
        expect(await opened.text()).toContain('the access of this caller has ended');
        expect((await fetch(deployment.other.url + path, { headers })).status).toBe(401);
      }
    });

    it('after everything was started again, all is there and goes on', async () => {
      const dataset = await createDataset();
      const url = urlOf(dataset, await upload(dataset, 'The avocet wades before the restart.'));
      await parsed(url);
      const unfinished = urlOf(dataset, await upload(dataset, 'The bittern booms through the restart.'));
      use(await deployment.restart());
      await parsed(unfinished);
      await eventually('both are found', async () =>
        (await finds('avocet wades', url)) && (await finds('bittern booms', unfinished)) ? true : undefined,
      );
      const last = urlOf(dataset, await upload(dataset, 'The curlew calls after the restart.'));
      await parsed(last);
      expect(at(await other('GET', last), 'chunks')).toBe(1);
    });
  });
}
