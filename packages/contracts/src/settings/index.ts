/** The settings of a dataset as JSON: in doorbells, in rows, in answers of the API. */
export { ChunkSettings, chunkSettingsOf, DatasetSettings } from './settings.ts';
