export { createMemoryVisibility } from '../visibility/memory.ts';
