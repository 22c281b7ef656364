export * from './calling/caller.ts';
export * from './calling/form.ts';
export * from './installation/apis.ts';
export * from './installation/flaky-bus.ts';
export * from './installation/handbook.ts';
