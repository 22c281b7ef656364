const rememberedAs = 'ragtime.dataset';

export const lastDataset = (): string | null => sessionStorage.getItem(rememberedAs);
export const rememberDataset = (datasetId: string): void => sessionStorage.setItem(rememberedAs, datasetId);
